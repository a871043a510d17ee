#!/usr/bin/env python3
"""Rules of the design that a few lines can hold.

Layering (src/*/.may_include), library headers only in their files, banned
functions, sizes (a ratchet: .ci/exceptions may shrink, not grow), comments
above prototypes, migrations numbered one by one, nothing that names a
machine.
"""
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
problems = []


def say(place, text):
    problems.append(f"{place}: {text}")


def files(*patterns):
    out = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", *patterns],
                         cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [f for f in out.split("\n") if f and os.path.exists(os.path.join(ROOT, f))]


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as handle:
        return handle.read()


def modules():
    return {f.split("/")[1]: set(read(f).split()) for f in files("src/*/.may_include")}


# --- layering -------------------------------------------------------------

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)

# A library's header, and the only files that may include it.
LIBRARY = [
    (r"^openssl/", r"^src/(base/(digest|random)\.c|crypto/|signer/|http/|net/)"),
    (r"^sodium", r"^src/(crypto/ed25519|signer/[a-z_0-9]+)\.[ch]$"),
    (r"^jansson\.h", r"^(src|include/testamur)/(json|rules|ob|http|pages|did|prove|verify|crypto|signer|status|proof|evidence)/|^(issuer|verifier)/"),
    (r"^sqlite3\.h", r"^src/store/driver_sqlite\.c$"),
    (r"^microhttpd\.h", r"^src/http/mhd\.c$"),
    (r"^curl/", r"^src/net/[a-z]+\.c$"),
    (r"^zip\.h", r"^src/bundle/zip\.c$"),
    (r"^qrencode\.h", r"^src/badge/qr\.c$"),
    (r"^zlib\.h", r"^src/(badge/zip|status/[a-z]+)\.c$"),
    (r"^pango", r"^src/print/"),
    (r"^cairo", r"^src/(print/|decode/pdf\.c$)"),
    (r"^png\.h", r"^src/decode/png\.c$"),
    (r"^jpeglib\.h", r"^src/decode/jpeg\.c$"),
    (r"^zbar\.h", r"^src/decode/qr\.c$"),
    (r"^(poppler|glib)", r"^src/decode/pdf\.c$"),
    (r"^seccomp\.h", r"^src/decode/confine\.c$"),
    (r"^utf8proc\.h", r"^src/roster/fold\.c$"),
]


# No I/O, no clock, no chance: what they decide can be replayed.
PURE = ("rdf", "jsonld", "json", "ob", "rules", "status", "badge", "roster")
IMPURE_HEADER = re.compile(r"testamur/(net/|base/(file|random)\.h)|(fcntl|unistd|sys/socket)\.h$")
IMPURE_CALL = re.compile(r"(?<![\w>.])(time|clock_gettime|gettimeofday|fopen|open|getenv|tsm_time_now|tsm_random_system)\s*\(")

# Tables are read and written with roster's CSV; nobody's attendance.
TABLES = ("verifier/batch_body.c", "verifier/batch_input.c", "verifier/batch_table.c", "verifier/cli_tool_csv.c")
TABLE_HEADERS = ("testamur/roster/csv.h", "testamur/roster/text.h")


def check_layering():
    allowed = modules()
    for path in files("src/*.c", "src/*.h", "include/*.h", "issuer/*.c", "issuer/*.h", "verifier/*.c", "verifier/*.h"):
        parts = path.split("/")
        module = parts[1] if parts[0] == "src" else parts[2].removesuffix(".h") if parts[0] == "include" else None
        if module in PURE:
            for call in IMPURE_CALL.findall(code_of(read(path))):
                say(path, f"{module} is pure: no {call}()")
        for quote, name in INCLUDE.findall(read(path)):
            if quote == '"' and not name.startswith("testamur/") and "/" in name:
                say(path, f"{name} is private to another folder")
            if module in PURE and IMPURE_HEADER.search(name):
                say(path, f"{module} is pure and may not include {name}")
            match = re.match(r"testamur/([a-z0-9]+)", name)
            if match:
                other = match.group(1)
                if module and other != module and other not in allowed[module]:
                    say(path, f"{module} may not include {other}")
                if path in TABLES and name in TABLE_HEADERS:
                    continue
                if other == "signer" and module != "signer" and path != "issuer/signer_main.c":
                    say(path, "only the key process may include signer; ask it through keyclient")
                if other == "decode" and module != "decode" and path != "verifier/decoder_main.c":
                    say(path, "only testamur-decoder may include decode; ask it through decodeclient")
                if parts[0] == "verifier" and other in ("prove", "store", "rules", "roster", "print"):
                    say(path, f"the verifier may not include {other}")
                if quote != '"':
                    say(path, f"include {name} with quotes")
            for pattern, place in LIBRARY:
                if quote == "<" and re.match(pattern, name) and not re.search(place, path):
                    say(path, f"{name} does not belong here")
    for module, others in allowed.items():
        for other in others:
            if module in allowed.get(other, ()):
                say(f"src/{module}/.may_include", f"circle with {other}")
    for forbidden in ("prove", "signer"):
        if forbidden in closure(allowed, "verify"):
            say("src/verify/.may_include", f"verify reaches {forbidden}")


def closure(allowed, module, seen=None):
    seen = seen if seen is not None else set()
    for other in allowed.get(module, ()):
        if other not in seen:
            seen.add(other)
            closure(allowed, other, seen)
    return seen


# --- banned ---------------------------------------------------------------

BANNED = re.compile(r"\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|atoll|strncpy|strncat|"
                    r"alloca|system|popen|tmpnam|mktemp|json_loads|json_loadb|json_load_file|json_dumps|json_dumpb)\s*\(")
BANNED_SRC = re.compile(r"(?<![\w>.])(malloc|calloc|realloc|free|strdup|printf|puts|exit|abort)\s*\(")
# A comment, a character or a string: whichever begins first.
TOKEN = re.compile(r"""/\*.*?\*/|'(?:[^'\\\n]|\\.)+'|"(?:[^"\\\n]|\\.)*\"""", re.S)


def code_of(text):
    """Without comments; strings and characters become ""."""
    return TOKEN.sub(lambda m: "\n" * m.group().count("\n") if m.group().startswith("/*") else '""', text)


def check_banned():
    for path in files("src/*.c", "src/*.h", "issuer/*.c", "verifier/*.c", "include/*.h"):
        text = code_of(read(path))
        for number, line in enumerate(text.split("\n"), 1):
            if BANNED.search(line):
                say(f"{path}:{number}", "banned function: " + line.strip())
            if path.startswith("src/") and path != "src/base/alloc.c" and BANNED_SRC.search(line):
                say(f"{path}:{number}", "not in a module: " + line.strip())
        if re.search(r"\b(TODO|FIXME|XXX)\b", read(path)):
            say(path, "an open note to ourselves")


# --- sizes ----------------------------------------------------------------

LIMITS = {"function": 60, "c": 500, "h": 300}
HARD = {"function": 100, "c": 800, "h": 500}


def exceptions():
    result = {}
    path = os.path.join(ROOT, ".ci", "exceptions")
    if os.path.exists(path):
        for line in read(".ci/exceptions").split("\n"):
            line = line.split("#")[0].strip()
            if line:
                name, number = line.rsplit(None, 1)
                result[name] = int(number)
    return result


def check_size(kind, name, size, known):
    limit = known.get(name, LIMITS[kind])
    if size > min(limit, HARD[kind]):
        say(name, f"{size} lines, {limit} allowed")
    elif name in known and size <= LIMITS[kind]:
        say(".ci/exceptions", f"{name} is no exception any more: remove it")


def check_sizes():
    known = exceptions()
    paths = files("src/*.c", "issuer/*.c", "verifier/*.c")
    for path in paths:
        check_size("c", path, read(path).count("\n"), known)
    for path in files("include/*.h", "src/*.h", "issuer/*.h", "verifier/*.h"):
        check_size("h", path, read(path).count("\n"), known)
    out = subprocess.run(["ctags", "--languages=C", "--c-kinds=f", "--fields=+ne", "-f", "-", *paths],
                         cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for line in out.split("\n"):
        start = re.search(r"\tline:(\d+)", line)
        end = re.search(r"\tend:(\d+)", line)
        if start and end:
            name, path = line.split("\t")[:2]
            check_size("function", f"{path}:{name}", int(end.group(1)) - int(start.group(1)) + 1, known)


# --- comments -------------------------------------------------------------

def check_prototypes():
    """Every prototype of a public header has a comment above it, or stands
    right below another prototype of the same group."""
    for path in files("include/*.h"):
        lines = [line for line in read(path).split("\n") if not line.startswith("#")]
        for number, line in enumerate(lines):
            if not re.match(r"^[a-z].*\btsm_\w+\(", line) or line.startswith(("#", "static", "typedef")):
                continue
            above = number - 1
            while above >= 0 and (lines[above].strip() == "" or re.match(r"^(enum|struct|const|bool|char|void|int|size_t|json_t|uint\w+|unsigned)\b[^;{]*$", lines[above])):
                if lines[above].strip() == "":
                    above -= 1
                    break
                above -= 1
            previous = lines[number - 1].strip()
            if not (previous.endswith("*/") or previous.endswith(";") or lines[above].strip().endswith("*/") or previous in ("",) and lines[above].strip().endswith((";", "*/"))):
                say(f"{path}:{number + 1}", "prototype without a comment")


def check_unused():
    """What a header declares is used outside of the file that defines it, by a test at least."""
    named = {}
    for path in files("*.c", "*.h"):
        for word in set(re.findall(r"\w+", code_of(read(path)))):
            named.setdefault(word, []).append(path)
    for path in files("include/*.h", "src/*.h", "issuer/*.h", "verifier/*.h"):
        text = re.sub(r"#[^\n]*(\\\n[^\n]*)*", "", code_of(read(path)))
        for name in re.findall(r"^(?!static|typedef)\w[\w \*\n]*?\b(\w+)\([^{;]*\)[^{;]*;", text, re.M):
            users = [user for user in named[name] if user != path]
            defined = [user for user in users if re.search(rf"^\w[^;{{}}]*\b{name}\([^;{{}}]*\)\n{{", read(user), re.M)]
            if users == defined and len(users) < 2 and text.count(name) < 2:
                say(path, f"{name} is used nowhere, or in its own file alone")


ELSEWHERE = re.compile(r"\b(?:ATTENDANCE|PROGRAMMES|STANDARDS|USERS|VERIFICATION)(?:\.md| sections?\b)")
MACHINE = re.compile(r"/home/\w|/Users/\w|C:\\Users")


def check_migrations():
    numbers = [os.path.basename(path)[:4] for path in sorted(files("src/store/migrations/*.sql"))]
    if numbers != [f"{n:04}" for n in range(1, len(numbers) + 1)]:
        say("src/store/migrations", "not numbered 0001, 0002, … each once")


def check_machine():
    for path in files():
        if path == ".ci/checks.py" or path.startswith("tests/fuzz/corpus/"):
            continue
        try:
            text = read(path)
        except (UnicodeDecodeError, IsADirectoryError):
            continue
        for number, line in enumerate(text.split("\n"), 1):
            if ELSEWHERE.search(line):
                say(f"{path}:{number}", "names a document that is not here")
            if MACHINE.search(line):
                say(f"{path}:{number}", "names a path of some machine")


for check in (check_layering, check_banned, check_sizes, check_prototypes, check_unused, check_migrations, check_machine):
    check()
print("\n".join(problems))
sys.exit(1 if problems else 0)
