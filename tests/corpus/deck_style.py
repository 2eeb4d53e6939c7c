"""The published cleaning steps once more, in Python, one after the other, and the comparison
with the program's: deck_style.py TOOL < articles.jsonl. The tool takes and gives texts that end
in a NUL byte. Hostile texts are made here; see src/corpus/style.c for what was left open."""

import html
import json
import random
import re
import subprocess
import sys
import unicodedata


def deck(text):
    text = unicodedata.normalize("NFKD", text)
    text = re.sub(r"[A-Z]{2,}", lambda run: run.group(0).title(), text)
    text = "".join(c for c in text if c == "\n" or unicodedata.category(c)[0] in "LNZPS")
    text = re.sub("[\u200b-\u200d\u2060\ufeff]", " ", text)
    text = "".join(" " if unicodedata.category(c)[0] == "Z" else c for c in text)
    text = re.sub(r'["]', '"', text)
    text = re.sub(r"[']", "'", text)
    text = re.sub(r"\([^)]*(?:q\.v\.|cf\.)[^)]*\)", "", text)
    text = "".join("-" if unicodedata.category(c) == "Pd" else c for c in text)
    text = re.sub(r"\s+([,.!?:;)])", r"\1", text)
    text = re.sub(r"\(\s+", "(", text)
    text = re.sub(r"\s+\)", ")", text)
    text = re.sub(r" +", " ", text)
    return re.sub(r"\n{3,}", "\n\n", text)


def articles(stream):
    for line in stream:
        page = html.unescape(re.sub(r"<[^>]*>", "", json.loads(line)["html"]))
        yield page.replace("\0", "")


def assigned(code):
    """Characters that had their category long ago, so that two versions of Unicode agree."""
    c = chr(code)
    old = unicodedata.ucd_3_2_0
    return code and old.category(c) not in ("Cn", "Cs") and old.category(c) == unicodedata.category(c)


def hostile():
    every = [chr(c) for c in range(0x110000) if assigned(c)]
    yield "".join(every)
    yield "".join(c + "A" for c in every)
    yield "A".join("B" + c for c in every)
    draw = random.Random(42)
    pieces = list("AAABCaz(((())))  \n\n,.!?:;)'\"-\u2014\u2010\u2212\u00a0\u2003\u200b\u200c\ufeff\t\r\u0301\u0323\u2028\u2029")
    pieces += ["q.v.", "cf.", "(q.v.)", "( ", " )", "q. v.", "\u00c9", "\ufb03", "\u00bd", "\u2026", "\ufdfa", "\u1e9b\u0323", "\uac01", "\u201c", "\u2019", "\u3000", "\U0001d504"]
    for i in range(4000):
        yield "".join(draw.choice(pieces) for _ in range(draw.randrange(60)))
    yield "(" * 2000
    yield "(q.v." * 500
    yield "a\u0323\u0301" * 1000 + "\u0301\u0323" * 500
    yield "((q.v.)" * 500 + ")" * 10
    yield " \n" * 1000 + ")"
    yield "AB" * 30000


def main():
    texts = list(hostile()) + list(articles(sys.stdin))
    source = "".join(text + "\0" for text in texts).encode()
    done = subprocess.run([sys.argv[1]], input=source, capture_output=True)
    if done.returncode:
        sys.exit("the tool failed: " + done.stderr.decode())
    found = done.stdout.decode().split("\0")[:-1]
    if len(found) != len(texts):
        sys.exit(f"{len(texts)} texts went in, {len(found)} came out")
    for i, (text, mine) in enumerate(zip(texts, found)):
        wanted = deck(text)
        if wanted != mine:
            at = next((k for k, (a, b) in enumerate(zip(wanted, mine)) if a != b), min(len(wanted), len(mine)))
            sys.exit(f"text {i} differs at {at}: {wanted[max(0, at - 20):at + 20]!r} expected, {mine[max(0, at - 20):at + 20]!r} found")
    print(f"{len(texts)} texts, {len(source)} bytes, all the same")


main()
