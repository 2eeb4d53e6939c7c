#!/usr/bin/env python3
"""Compares `cria tokenizer` with Hugging Face tokenizers: vocabulary, merges and ids.

usage: parity.py CRIA [SHARED]     SHARED: a folder with blimp/*.jsonl, optional

Trains both on generated text with ties, contractions, special tokens and many scripts, and on
real sentences where they are at hand; then encodes each line with both.
"""

import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

os.environ["TOKENIZERS_PARALLELISM"] = "false"
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

NORMALIZERS = {"nfkc": normalizers.NFKC, "nfc": normalizers.NFC, "none": None}
PIECES = ["'s", "'S", "'re", "'ll", "'", "''", " ", "  ", "\t", "\u00a0", "\u2028", "\u0085",
          "\u3000", "\u200d", "\ufb01", "\u00bd", "\u00b2", "e\u0301", "\u00e9", "\u0323",
          "\u0344", "\uac00", "\u1100", "\u1161", "\u11a8", "\ufdfa", "\u05d0", "\u0627",
          "\U0001f469\u200d\U0001f467", "\u0663", "\u0be7", "\u212b", "\U00011935\U00011930",
          "\u32ff", "\ua7f2", "\U0001e030", "the ", "and", "1911", ".", "<s>", "</s>", "<s",
          "\ufeff", "\U0010ffff", "\u3099", "\u0958", "\x1c"]
SCALARS = [c for c in range(0x20, 0x110000) if not 0xD800 <= c < 0xE000 and c not in (0x7F,)]


def generated(seed, lines):
    rng = random.Random(seed)
    for _ in range(lines):
        out = []
        for _ in range(rng.randint(0, 40)):
            kind = rng.random()
            out.append(rng.choice(PIECES) if kind < 0.6 else
                       chr(rng.choice(SCALARS)) if kind < 0.7 else
                       rng.choice("abcde") * rng.randint(1, 4))
        yield "".join(out).replace("\n", "").replace("\r", "")


def all_characters():
    for i in range(0, len(SCALARS), 64):
        yield "".join(map(chr, SCALARS[i:i + 64]))


def sentences(shared):
    for path in sorted(pathlib.Path(shared, "blimp").glob("*.jsonl"))[:20]:
        for line in path.open(encoding="utf-8"):
            yield "<s> %s </s>" % json.loads(line)["sentence_good"]


def library_trained(path, settings):
    t = Tokenizer(models.BPE())
    if NORMALIZERS[settings["normalizer"]]:
        t.normalizer = NORMALIZERS[settings["normalizer"]]()
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=settings["prefix"])
    t.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet() if settings["alphabet"] == "bytes" else []
    t.train([str(path)], trainers.BpeTrainer(
        vocab_size=settings["size"], min_frequency=2, special_tokens=["<pad>", "<s>", "</s>"],
        initial_alphabet=alphabet, show_progress=False))
    return json.loads(t.to_str())["model"]


def cria_trained(cria, path, out, settings):
    subprocess.run([cria, "tokenizer", "train", "--vocab-size", str(settings["size"]),
                    "--min-frequency", "2", "--normalizer", settings["normalizer"],
                    "--prefix-space" if settings["prefix"] else "--no-prefix-space",
                    "--alphabet", settings["alphabet"], "--out", str(out), str(path)],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return json.loads(out.read_text(encoding="utf-8"))["model"]


def pairs(merges):
    return [tuple(m.split(" ")) if isinstance(m, str) else tuple(m) for m in merges]


def compare(cria, folder, name, train, lines, settings):
    text, out, asked = folder / "train.txt", folder / "t.json", folder / "asked.txt"
    text.write_bytes("".join(line + "\n" for line in train).encode())
    ours, theirs = cria_trained(cria, text, out, settings), library_trained(text, settings)
    assert ours["vocab"] == theirs["vocab"], "%s %s: vocabulary" % (name, settings)
    assert pairs(ours["merges"]) == pairs(theirs["merges"]), "%s %s: merges" % (name, settings)
    asked.write_bytes("".join(line + "\n" for line in lines).encode())
    answer = subprocess.run([cria, "tokenizer", "encode", "--tokenizer", str(out), str(asked)],
                            check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    found = [list(map(int, row.split())) for row in answer.stdout.decode().split("\n")[:-1]]
    library = Tokenizer.from_file(str(out))
    assert len(found) == len(lines), "%s: %d rows for %d lines" % (name, len(found), len(lines))
    for line, ids in zip(lines, found):
        wanted = library.encode(line).ids
        assert ids == wanted, "%s %s: %r gives %s, not %s" % (name, settings, line, ids, wanted)
    print("%s, %s: %d tokens, %d lines equal" % (name, settings, len(ours["vocab"]), len(lines)))


def main():
    cria, shared = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
    hostile = list(generated(1, 400)) + list(all_characters())
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for seed, (normalizer, prefix, alphabet) in enumerate(
                [("nfkc", True, "bytes"), ("nfkc", False, "corpus"), ("nfc", True, "corpus"),
                 ("none", False, "bytes")]):
            settings = {"normalizer": normalizer, "prefix": prefix, "alphabet": alphabet,
                        "size": 600}
            compare(cria, folder, "generated text", list(generated(seed, 300)), hostile, settings)
        real = list(sentences(shared)) if shared else []
        if real:
            settings = {"normalizer": "nfkc", "prefix": True, "alphabet": "bytes", "size": 4000}
            compare(cria, folder, "real sentences", real, real[::7] + hostile, settings)
    print("the same as tokenizers in everything")


if __name__ == "__main__":
    main()
