#!/usr/bin/env python3
"""embed.py SYMBOL FILE...: print C source that holds the files as a table.

The table is `const struct tsm_embedded SYMBOL[]` (testamur/base/embed.h),
in the order given, ended by a row whose name is NULL. A file's name is its
base name.
"""
import os
import sys


def main():
    symbol, files = sys.argv[1], sys.argv[2:]
    out = ['#include "testamur/base/embed.h"', ""]
    rows = []
    for number, path in enumerate(files):
        with open(path, "rb") as handle:
            data = handle.read()
        out.append(f"static const unsigned char data_{number}[] = {{")
        for start in range(0, len(data) + 1, 16):
            chunk = data[start:start + 16]
            text = ",".join(str(b) for b in chunk)
            if start + 16 > len(data):
                text += ("," if text else "") + "0"  # ends with a NUL
            out.append("\t" + text + ",")
        out.append("};")
        rows.append(f'\t{{ "{os.path.basename(path)}", data_{number}, {len(data)} }},')
    out += [f"const struct tsm_embedded {symbol}[] = {{", *rows, "\t{ 0, 0, 0 },", "};"]
    print("\n".join(out))


main()
