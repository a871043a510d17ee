#!/usr/bin/env python3
"""contexts.py FILE.terms...: print C source that holds JSON-LD contexts.

The term tables (src/jsonld/contexts/README.md) become trees of const
struct tsm_json, one for each table, and the array builtin_contexts
(src/jsonld/builtin.h). Equal strings are one object of the program.
"""
import json
import re
import sys

SMALL = 16  # TSM_JSON_SMALL: larger objects carry their order behind them
SCALARS = {"true": "TSM_JSON_TRUE", "false": "TSM_JSON_FALSE", "null": "TSM_JSON_NULL"}


class Value:
    """One JSON value: kind, text and children (name, Value)."""

    def __init__(self, kind, line, text="", children=None):
        self.kind, self.line, self.text = kind, line, text
        self.children = children if children is not None else []


def fail(path, line, text):
    sys.exit(f"{path}:{line}: {text}")


def scalar(text, line):
    if text in SCALARS:
        return Value(SCALARS[text], line)
    if re.fullmatch(r"[0-9]+\.[0-9]+", text):
        return Value("TSM_JSON_NUMBER", line, text)
    if text.startswith("[") and text.endswith("]"):
        items = [(None, scalar(item, line)) for item in text[1:-1].split(",")]
        return Value("TSM_JSON_ARRAY", line, children=items)
    return Value("TSM_JSON_STRING", line, text)


def definition(words, line):
    """An expanded term definition, and its scoped context if lines follow."""
    result = Value("TSM_JSON_OBJECT", line)
    scoped = None
    for word in words:
        name, equals, text = word.partition("=")
        if word == "@context":
            scoped = Value("TSM_JSON_OBJECT", line)
            result.children.append((word, scoped))
        elif name.startswith("@") and equals:
            result.children.append((name, scalar(text, line)))
        else:
            result.children.insert(0, ("@id", scalar(word, line)))
    return result, scoped


def parse(path):
    """The addresses, digests and @context of a table."""
    addresses, digests, stack = [], [], [Value("TSM_JSON_OBJECT", 1)]
    root = stack[0]
    with open(path, encoding="utf-8") as handle:
        lines = handle.read().split("\n")
    for number, text in enumerate(lines, 1):
        words = text.split()
        depth = len(text) - len(text.lstrip("\t"))
        if not words or words[0] == "#":
            continue
        if words[0] in ("address", "sha256", "sha384") and not root.children:
            (addresses if words[0] == "address" else digests).append(words[1])
            continue
        if depth >= len(stack):
            fail(path, number, "too deep")
        del stack[depth + 1:]
        parent, scoped = stack[depth], None
        if words[0] == "-":
            parent.kind = "TSM_JSON_ARRAY"
            value = scoped = Value("TSM_JSON_OBJECT", number)
            if len(words) > 1:
                value, scoped = scalar(words[1], number), None
        elif words[1] == ":":
            value, scoped = definition(words[2:], number)
        elif len(words) == 2:
            value = scalar(words[1], number)
        else:
            fail(path, number, "a name and a value, or a name, a colon and a definition")
        name = None if words[0] == "-" else words[0]
        if name in [other for other, _ in parent.children if other]:
            fail(path, number, f"{name} is there already")
        parent.children.append((name, value))
        if scoped:
            stack.append(scoped)
    return addresses, digests, Value("TSM_JSON_OBJECT", 1, children=[("@context", root)])


class Writer:
    def __init__(self):
        self.strings = {}
        self.trees = []

    def string(self, text):
        if not text:
            return '{ "", 0 }'
        number = self.strings.setdefault(text, len(self.strings))
        return f"{{ s{number}, {len(text.encode())} }}"

    def node(self, value, name, place, parent, index):
        """place: where the children will be, e.g. c3."""
        first = f"{place}" if value.children else "NULL"
        return (f"{{ {value.kind}, {value.line}, 1, {len(value.children)}, {self.string(name or '')}, "
                f"{self.string(value.text)}, {parent}, {first}, {index} }}")

    def tree(self, number, root):
        """One struct: the root, then for each container its children and
        their order. Breadth first, so a container's number is known."""
        tree = f"tree{number}"
        fields, values = ["struct tsm_json root;"], []
        containers = [(root, f"&{tree}.root")]
        values.append(self.node(root, None, f"{tree}.c0", "NULL", 0))
        done = 0
        while done < len(containers):
            value, self_place = containers[done]
            rows = []
            for index, (name, child) in enumerate(value.children):
                place = ""
                if child.children:
                    place = f"{tree}.c{len(containers)}"
                    containers.append((child, f"&{tree}.c{done}[{index}]"))
                rows.append(self.node(child, name, place, self_place, index))
            fields.append(f"struct tsm_json c{done}[{len(rows)}];")
            values.append("{ " + ",\n".join(rows) + " }")
            if value.kind == "TSM_JSON_OBJECT" and len(rows) > SMALL:
                names = [name.encode() for name, _ in value.children]
                order = sorted(range(len(rows)), key=lambda i: names[i])
                fields.append(f"uint32_t o{done}[{len(rows)}];")
                values.append("{ " + ", ".join(map(str, order)) + " }")
            done += 1
        self.trees.append(f"static const struct {{\n{chr(10).join(fields)}\n}} {tree} = {{\n"
                          + ",\n".join(values) + "\n};\n")
        return f"&{tree}.root"


def main():
    writer, rows, digests_c = Writer(), [], []
    for number, path in enumerate(sys.argv[1:]):
        addresses, digests, root = parse(path)
        place = writer.tree(number, root)
        digests_c.append(f"static const char *const digests_{number}[] = {{ "
                         + ", ".join(f'"{d}"' for d in digests) + ", NULL };\n")
        rows += [f'{{ "{address}", {place}, digests_{number} }},' for address in addresses]
    print('#include "builtin.h"\n')
    for text, number in writer.strings.items():
        print(f"static const char s{number}[] = {json.dumps(text)};")
    print("\n".join(writer.trees + digests_c))
    print("const struct builtin_context builtin_contexts[] = {\n" + "\n".join(rows) + "\n};")
    print("const size_t builtin_context_count = sizeof(builtin_contexts) / sizeof(builtin_contexts[0]);")


main()
