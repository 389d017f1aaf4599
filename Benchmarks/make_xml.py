#!/usr/bin/env python3
"""Writes large XML inputs out of small real ones: `make_xml.py REALDATA OUTPUT [MB]`.

Rows and pages are repeated with fresh ids, so that nothing is joined that does not belong together:
OUTPUT/Posts.xml of StackExchange's, OUTPUT/pages.xml and OUTPUT/history.xml (one page of many revisions) of
Wikipedia's.
"""
import bz2
import pathlib
import re
import sys


def rows(folder):
    return [
        [line for line in path.read_bytes().splitlines() if line.lstrip().startswith(b"<row ")]
        for path in sorted(folder.glob("stackexchange/**/*.xml"))
    ]


def write_posts(folder, output, size):
    ids = re.compile(rb' (Id|ParentId|AcceptedAnswerId)="(\d+)"')
    source = rows(folder)
    with open(output, "wb") as file:
        written = file.write(b'\xef\xbb\xbf<?xml version="1.0" encoding="utf-8"?>\n<posts>\n')
        copy = 0
        while written < size:
            for site in source:
                copy += 1
                for row in site:
                    fresh = ids.sub(
                        lambda match: b' %s="%d"' % (match[1], int(match[2]) + copy * 1_000_000), row)
                    written += file.write(fresh + b"\n")
        file.write(b"</posts>\n")


def write_pages(folder, output, size):
    dump = bz2.open(next(folder.glob("wikipedia/enwiki*.bz2"))).read()
    head, body = dump.split(b"  <page>", 1)
    body = b"  <page>" + body[: body.rindex(b"</page>")] + b"</page>\n"
    with open(output, "wb") as file:
        written = file.write(head)
        while written < size:
            written += file.write(body)
        file.write(b"</mediawiki>\n")


def write_history(folder, output, size):
    dump = bz2.open(next(folder.glob("wikipedia/enwiki*.bz2"))).read()
    head = dump.split(b"  <page>", 1)[0]
    revisions = re.findall(rb"    <revision>.*?</revision>\n", dump, re.DOTALL)
    with open(output, "wb") as file:
        written = file.write(head + b"  <page><title>T</title><ns>0</ns><id>1</id>\n")
        while written < size:
            for revision in revisions:
                written += file.write(revision)
        file.write(b"  </page>\n</mediawiki>\n")


def main():
    folder, output = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    size = int(sys.argv[3]) * 1_000_000 if len(sys.argv) > 3 else 80_000_000
    output.mkdir(exist_ok=True)
    write_posts(folder, output / "Posts.xml", size)
    write_pages(folder, output / "pages.xml", size)
    write_history(folder, output / "history.xml", size)


if __name__ == "__main__":
    main()
