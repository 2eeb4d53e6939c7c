#!/usr/bin/env python3
"""Writes a large dump for measuring: the pages of an export, again and again, with new titles.

    bench/make_dump.py EXPORT.xml OUT [--bytes 2G] [--packed] [--multistream]

OUT is plain XML, with --packed one bzip2 stream, with --multistream streams of 100 pages as
Wikimedia's multistream dumps have. Words are changed with the round, so that a packer does not
find the same page twice in one block.
"""
import argparse
import bz2
import random
import re

PAGES_A_STREAM = 100


def number(text):
    units = {"k": 10**3, "M": 10**6, "G": 10**9}
    return int(float(text[:-1]) * units[text[-1]]) if text[-1] in units else int(text)


def pages(source, limit):
    """Pages without end, each with its own title and its words shuffled a little."""
    found = re.findall(r"<page>.*?</page>\n?", source, re.S)
    draw = random.Random(1)
    words = sorted(set(re.findall(r"\b[a-z]{4,9}\b", source)))
    round_number = total = 0
    while total < limit:
        for page in found:
            page = page.replace("</title>", f" {round_number}</title>", 1)
            head, mark, text = page.partition('xml:space="preserve">')
            text = re.sub(r"\b[a-z]{4,9}\b(?![^&]{0,9};)", lambda m: draw.choice(words)
                          if draw.random() < 0.8 else m.group(), text)
            page = head + mark + text
            total += len(page.encode())
            yield page
        round_number += 1


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
