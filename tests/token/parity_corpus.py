#!/usr/bin/env python3
"""Compares `cria tokenizer` with Hugging Face tokenizers on one large text, line by line.

usage: parity_corpus.py CRIA TEXT

Trains both on TEXT, encodes all of it and a file of hostile Unicode with both, and prints how
much was compared.
"""

import itertools
import os
import pathlib
import subprocess
import sys
import tempfile

os.environ["TOKENIZERS_PARALLELISM"] = "true"
from tokenizers import Tokenizer

from parity import all_characters, cria_trained, generated, library_trained, pairs

SETTINGS = {"normalizer": "nfkc", "prefix": True, "alphabet": "bytes", "size": 16000}
LINES = 256


def lines_of(path):
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            yield line.removesuffix("\n")


def compare_ids(cria, saved, path):
    """The numbers of lines and tokens that were equal; exits at the first that is not."""
    library, lines, tokens = Tokenizer.from_file(str(saved)), 0, 0
    with subprocess.Popen([cria, "tokenizer", "encode", "--tokenizer", str(saved), str(path)],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as answer:
        asked = lines_of(path)
        while batch := list(itertools.islice(asked, LINES)):
            for line, wanted in zip(batch, library.encode_batch(batch)):
                found = list(map(int, answer.stdout.readline().split()))
                if found != wanted.ids:
                    at = next((i for i, (a, b) in enumerate(zip(found, wanted.ids)) if a != b),
                              min(len(found), len(wanted.ids)))
                    sys.exit(f"{path.name}, line {lines + 1}, token {at + 1}: cria "
                             f"{found[at:at + 8]}, tokenizers {wanted.ids[at:at + 8]}: "
                             f"{line[:60]!r}")
                lines += 1
                tokens += len(found)
        if answer.stdout.read():
            sys.exit(f"{path.name}: cria gives more rows than there are lines")
    if answer.returncode:
        sys.exit(f"{path.name}: cria tokenizer encode ended with {answer.returncode}")
    return lines, tokens


def main():
    cria, text = sys.argv[1], pathlib.Path(sys.argv[2])
    words = sum(len(line.split()) for line in lines_of(text))
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        saved, hostile = folder / "tokenizer.json", folder / "hostile.txt"
        ours, theirs = cria_trained(cria, text, saved, SETTINGS), library_trained(text, SETTINGS)
        if ours["vocab"] != theirs["vocab"] or pairs(ours["merges"]) != pairs(theirs["merges"]):
            sys.exit(f"another vocabulary or other merges after {words} words")
        print(f"{words} words: {len(ours['vocab'])} tokens and {len(ours['merges'])} merges equal")
        unicode = itertools.chain(generated(1911, 4000), all_characters())
        hostile.write_bytes("".join(line + "\n" for line in unicode).encode())
        for path in (text, hostile):
            lines, tokens = compare_ids(cria, saved, path)
            print(f"{path.name}: {tokens} ids of {lines} lines equal")


if __name__ == "__main__":
    main()
