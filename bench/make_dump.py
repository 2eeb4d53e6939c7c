#!/usr/bin/env python3
"""Writes a large dump for measuring: the pages of an export, again and again, with new titles.

    bench/make_dump.py EXPORT.xml OUT [--bytes 2G] [--packed] [--multistream]

OUT is plain XML, with --packed one bzip2 stream, with --multistream streams of 100 pages as
Wikimedia's multistream dumps have. Most words are exchanged, otherwise a packer would
find the same page several times in one block.
"""
import argparse
import bz2
import random
import re

PAGES_A_STREAM = 100
VARIANTS = 32  # more than a block of bzip2 holds


def number(text):
    units = {"k": 10**3, "M": 10**6, "G": 10**9}
    return int(float(text[:-1]) * units[text[-1]]) if text[-1] in units else int(text)


def varied(page, words, draw):
    """The parts of a page before and behind its title's end, most of its words exchanged."""
    head, mark, rest = page.partition('xml:space="preserve">')
    text, end, tail = rest.partition("</text>")
    text = re.sub(r"&[a-z#0-9;]+|\b[a-z]{4,9}\b", lambda m: m.group() if m.group()[0] == "&"
                  or draw.random() < 0.2 else draw.choice(words), text)
    title, close, behind = (head + mark + text + end + tail).partition("</title>")
    return title, close + behind


def pages(source, limit):
    """Pages, each with its own title, until there are `limit` bytes."""
    found = re.findall(r"<page>.*?</page>\n?", source, re.S)
    words = sorted(set(re.findall(r"\b[a-z]{4,9}\b", source)))
    draw = random.Random(1)
    rounds = [[varied(page, words, draw) for page in found] for _ in range(VARIANTS)]
    total = number_of_round = 0
    while total < limit:
        for title, behind in rounds[number_of_round % VARIANTS]:
            page = f"{title} {number_of_round}{behind}"
            total += len(page)
            yield page
        number_of_round += 1


class Output:
    """Plain, one stream, or a stream for each flush."""

    def __init__(self, path, packed, many):
        self.file, self.many = open(path, "wb"), many
        self.packer = bz2.BZ2Compressor(9) if packed or many else None

    def put(self, text):
        data = text.encode()
        self.file.write(self.packer.compress(data) if self.packer else data)

    def part(self, last=False):
        if self.packer and (self.many or last):
            self.file.write(self.packer.flush())
            self.packer = bz2.BZ2Compressor(9)


def main():
    options = argparse.ArgumentParser(description=__doc__,
                                      formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("source")
    options.add_argument("out")
    options.add_argument("--bytes", type=number, default=2 * 10**9)
    options.add_argument("--packed", action="store_true")
    options.add_argument("--multistream", action="store_true")
    o = options.parse_args()
    source = open(o.source, encoding="utf-8").read()
    out = Output(o.out, o.packed, o.multistream)
    out.put(source[:source.index("<page>")])
    out.part()
    for i, page in enumerate(pages(source, o.bytes), 1):
        out.put(page)
        if i % PAGES_A_STREAM == 0:
            out.part()
    out.put("</mediawiki>\n")
    out.part(last=True)
    out.file.close()


if __name__ == "__main__":
    main()
