#!/usr/bin/env python3
"""messages.py FILE.po...: print C source of the catalogues (testamur/base/message.h)."""
import os
import sys


def unquote(text):
    """A string of a PO file, with its escapes."""
    out, at = [], 1
    while text[at] != '"':
        if text[at] == "\\":
            at += 1
            out.append({"n": "\n", "t": "\t"}.get(text[at], text[at]))
        else:
            out.append(text[at])
        at += 1
    return "".join(out)


def read(path):
    """[(English, translation)] of a PO file, in its order, without the header entry."""
    entries, field = [], None
    with open(path, encoding="utf-8") as handle:
        for number, line in enumerate(handle, 1):
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            if line.startswith("msgid "):
                entries.append(["", ""])
                field, line = 0, line[6:]
            elif line.startswith("msgstr "):
                field, line = 1, line[7:]
            if field is None or not line.startswith('"') or not line.endswith('"'):
                raise SystemExit(f"{path}:{number}: not understood")
            entries[-1][field] += unquote(line)
    return [tuple(entry) for entry in entries if entry[0]]


def literal(text):
    out = []
    for byte in text.encode("utf-8"):
        out.append(chr(byte) if 32 <= byte < 127 and chr(byte) not in '"\\?' else f"\\{byte:03o}")
    return '"' + "".join(out) + '"'


def main():
    tables = {}
    for path in sys.argv[1:]:
        tag = os.path.basename(path)[:-len(".po")]
        entries = dict(read(path))
        tables[tag] = sorted(entries.items(), key=lambda e: e[0].encode("utf-8"))
    print('#include "testamur/base/message.h"\n')
    for tag, entries in tables.items():
        print(f"static const struct tsm_message {tag}[] = {{")
        for english, text in entries:
            print(f"\t{{ {literal(english)},\n\t    {literal(text)} }},")
        print("};")
    print("const struct tsm_catalogue tsm_catalogues[TSM_LANG_COUNT] = {")
    for tag, entries in tables.items():
        print(f"\t[TSM_LANG_{tag.upper()}] = {{ {tag}, {len(entries)} }},")
    print("};")


if __name__ == "__main__":
    main()
