#!/usr/bin/env python3
"""What the answer page says of this one case, in words and in Spanish; what is for programs stands below."""
import html
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from tap import Tap
from verifierservice import Service
from vcworld import DID, HOST, INDEX, SUSPENSION, World, compact

tap = Tap()
FOLD = re.compile(r"<details>.*?</details>", re.S)


class Page:
    def __init__(self, answer):
        text = answer[2].decode()
        plain = lambda part: " ".join(html.unescape(re.sub(r"<[^>]*>", " ", part)).split())
        main = text[text.index("<main"):text.index("</main")]
        self.shown, self.fold = plain(FOLD.sub("", main)), plain(" ".join(FOLD.findall(main)))
        self.checks = plain(main[main.index('<ol class="checks">'):main.index("</ol>")])
        self.verdict = plain(main[main.index('<section class="verdict'):main.index("</section>")])


with World() as w:
    trust = os.path.join(w.folder, "board.json")
    with open(trust, "wb") as file:
        file.write(compact({"name": "Garden Board", "issuers": [
            {"id": DID, "name": "MFPE", "approvals": [{"scheme": "mt-opi", "number": "WG-77", "valid_from": "2021-07-01",
                                                       "valid_to": "2022-06-30"}]}]}))
    service = Service(w, "--fetch-map", w.maps[0], "--issuers", trust)

    def give(data, lang="es", **fields):
        return Page(service.form(input=data.encode() if isinstance(data, str) else data if isinstance(data, bytes) else compact(data), lang=lang.encode(),
                                 **{name: value.encode() for name, value in fields.items()}))

    def says(name, page, *sentences):
        for sentence in sentences:
            tap.ok(sentence in page.verdict, f"{name}: {sentence}", page.verdict)
            tap.ok(sentence.split(": ")[-1].rstrip(".") in page.checks, f"{name}: the same in its check", page.checks)

    # -- dates -----------------------------------------------------------------------
    ended = w.token(w.badge(validUntil="2025-06-30T23:59:59Z"), claims=w.claims(exp=1751327999))
    says("expired", give(ended), "Fue válida hasta el 30 de junio de 2025, 23:59 UTC.")
    says("expired, in English", give(ended, "en"), "It was valid until 30 June 2025, 23:59 UTC.")
    later = w.token(w.badge(validFrom="2199-01-01T00:00:00Z"), claims=w.claims(nbf=7226582400))
    says("not yet", give(later), "Es válida desde el 1 de enero de 2199, 00:00 UTC.")
    page = give(w.token())
    tap.ok("El emisor está en su lista. MFPE, en «Garden Board». Aprobación: mt-opi WG-77 "
           "(1 de julio de 2021 a 30 de junio de 2022)." in page.checks, "the approval and its days", page.checks)
    tap.ok("Approval: mt-opi WG-77 (1 July 2021 to 30 June 2022)." in give(w.token(), "en").checks, "in English")
    tap.ok("2021-07-01 a 2022-06-30" in page.fold, "the report has them as they are", page.fold)
    page = give(w.token(), as_of="2020-12-31")
    tap.ok("La lista está así desde el 1 de enero de 2021, 00:00 UTC, y se vio el " in page.checks,
           "of a day that no list covers", page.checks)

    # -- what it is worth, and what to do ----------------------------------------------------
    tap.ok("Lo que acredita" in give(w.token()).shown, "a valid one has a worth")
    page = give(ended)
    tap.ok("Lo que dice" in page.shown and "Lo que acredita" not in page.shown, "one that is not says something", page.shown)
    step = "¿Le importa un día anterior? Compruébela de nuevo e indique ese día."
    tap.ok(step in page.verdict, "what to do now", page.verdict)
    tap.ok(step not in give(later).verdict and "Compruébela de nuevo a partir de ese día." in give(later).verdict, "another thing")
    unapproved = "La aprobación del proveedor no estaba en vigor en las fechas de la actividad."
    held = {"activityStartDate": "2022-06-30T12:00:00Z", "activityEndDate": "2022-07-01T12:00:00Z"}
    tap.ok(unapproved not in give(w.token()).shown, "nothing is said of an approval that holds")
    page = give(w.token(w.badge(credentialSubject=w.subject(**held))))
    tap.ok(page.verdict.startswith("VÁLIDA") and unapproved in page.verdict, "one of other days is", page.verdict)

    # -- whose it is -----------------------------------------------------------------------
    named = w.token(w.badge(credentialSubject=w.subject(identifier=[
        {"type": "IdentityObject", "hashed": False, "identityHash": "Ada Example", "identityType": "name"}])))
    tap.ok("La credencial no es de la persona que usted ha indicado." in give(named, claim="Bea Other").verdict, "another name")
    page = give(named, claim="Ada Example")
    tap.ok("La credencial es de la persona que usted ha indicado." in page.checks, "the name: its check says so, too", page.checks)
    page = give(named, claim="FOLIO 47-11")
    tap.ok(page.verdict.startswith("VÁLIDA") and "No se puede comparar." in page.shown and
           "La credencial no contiene lo que usted pidió comparar" in page.checks,
           "a number of one that shows a name alone: open, not somebody else's", page.shown)
    tap.ok("Recibido:" not in give("Ada Example").verdict and give("Ada Example").verdict.startswith("NO RECONOCIDO"),
           "a name is nothing to check", give("Ada Example").verdict)

    # -- what could not be had ------------------------------------------------------------------
    gone = w.badge(credentialStatus=[w.entry(url="https://gone.example/list")])
    says("a name that leads nowhere", give(w.token(gone)), "gone.example: el nombre del servidor no se conoce.")
    w.pages[SUSPENSION[len(HOST):]] = lambda handler: handler.reply(503, b"", "text/plain")
    broken, service = service, Service(w, "--fetch-map", w.maps[0], "--issuers", trust)
    says("a server that fails", give(w.token()), "issuer.example: el servidor respondió 503.")
    says("in English", give(w.token(), "en"), "issuer.example: the server answered 503.")
    w.pages[SUSPENSION[len(HOST):]] = w.list_credential(SUSPENSION, "suspension")
    says("a list that is not signed", give(w.token()), "La lista no está firmada.")
    w.pages[SUSPENSION[len(HOST):]] = w.list_token(SUSPENSION, "suspension", issuer="did:web:other.example")
    page = give(w.token())
    tap.ok(" did:web:other.example " in page.verdict, "an address stays as it is", page.verdict)
    w.reset()
    notes = HOST + "/issuers/mfpe/status/notes"
    w.pages[notes[len(HOST):]] = w.list_token(notes, "message", INDEX)
    note = w.badge(credentialStatus=[w.entry("message", notes, statusMessage=[
        {"status": "0x0", "message": "nothing"}, {"status": "0x1", "message": "see https://x.example/2021-01-01"}])])
    page = give(w.token(note))
    tap.ok("La lista dice 0x1: see https://x.example/2021-01-01" in page.checks, "the issuer's own words", page.checks)
    w.reset()

    # -- which property, which term -----------------------------------------------------------------
    says("a property is missing", give(w.token(w.badge(validFrom=None))), "/validFrom: es obligatorio y falta")
    says("a term of no context", give({**w.badge(), "frobnicate": "x"}), "Ningún contexto define «frobnicate».")
    end = "https://www.w3.org/2018/credentials#validUntil"
    says("a name that hides another", give({**w.badge(), end: "2020-01-01T00:00:00Z"}),
         f'"{end}": nombre oculto: un contexto conocido tiene otro término para esto, por el que se busca: use ese.')
    long = "a" * 79
    badge = w.badge()
    badge["@context"] = [*badge["@context"], {long + "é": {"@id": end}}]
    says("a hidden name is cut at a character", give({**badge, long + "é": "2020-01-01T00:00:00Z"}),
         f'"{long}": nombre oculto: un contexto conocido tiene otro término')
    enveloped = {"@context": "https://www.w3.org/ns/credentials/v2", "id": "data:application/vc+jwt," + w.token().decode(),
                 "type": "EnvelopedVerifiableCredential"}
    page = give({"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiablePresentation"],
                 "verifiableCredential": [enveloped, enveloped]})
    tap.ok("Contiene 2 credenciales; esta es la número 1, la peor." in page.verdict, "one of several", page.verdict)

    # -- for programs ---------------------------------------------------------------------------------
    remark = "neither null, true nor false"
    for lang in ("en", "es"):
        page = give(b'{"a": tru', lang)
        tap.ok(remark not in page.shown and remark in page.fold, f"a parser's remark is for programs: {lang}", page.shown)
    broken.stop()
    service.stop()
tap.done()
