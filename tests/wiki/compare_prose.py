#!/usr/bin/env python3
"""compare_prose.py CRIA API FOLDER SEED COUNT ALLOWED: pages made at random, cleaned from their
wikitext and from what MediaWiki renders of it. Both must have the same words in the same order, and
ours no brackets that theirs has not, on all pages but a few, where brackets fit nothing."""
import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import import_export
from mediawiki_text import Wiki
from random_prose import Prose
from random_wiki import Page, xml_of

cria, api, folder, seed, count, allowed = sys.argv[1:7]
wiki = Wiki(api)
pages = [Page(0, f"Prose {seed} {n}", Prose(f"{seed}/{n}").page()) for n in range(int(count))]
# What the generator makes, whole or grown together with others.
WORD = re.compile(r"(?:[bcdfghjklmnprstvwxyz][aeiou]){4,}")
# Markup, as the cleaner writes what looks like it.
LEAK = re.compile(r"\[ \[|\] \]|\{ [{|]|[}|] \}|< ?/?[a-z]+[^<>\n]{0,20}>")


def clean(source):
    """The articles of a store or of pages as MediaWiki renders them, by title."""
    out = source + ".out.jsonl"
    subprocess.run([cria, "clean", "-q", "--no-unique", "--min-words", "0", "--min-letters", "0",
                    "--hyphens", "keep", "--headings", "keep", "--tables", "keep",
                    "--bibliographies", "keep", "--out", out, source],
                   check=True, stdout=subprocess.DEVNULL)
    with open(out) as lines:
        return {article["title"]: article["text"] for article in map(json.loads, lines)}


def rendered(page):
    return json.dumps({"page": page.title, "content": wiki.parse(title=page.title, text=page.text)})


with open(folder + "/prose.xml", "w") as file:
    file.writelines(xml_of(pages, 1))
import_export.fill(folder + "/prose", [folder + "/prose.xml"])
with ThreadPoolExecutor(3) as pool, open(folder + "/rendered.jsonl", "w") as file:
    file.writelines(line + "\n" for line in pool.map(rendered, pages))
ours, theirs = clean(folder + "/prose"), clean(folder + "/rendered.jsonl")

faults = 0
for page in pages:
    a, b = ours.get(page.title, ""), theirs.get(page.title, "")
    more = len(LEAK.findall(a)) - len(LEAK.findall(b))
    if WORD.findall(a) == WORD.findall(b) and more <= 0:
        continue
    faults += 1
    head = page.text.index("\n") - 1  # alike
    print(f"{page.title}: {max(more, 0)} more brackets\n  of     {page.text[head:]!r}\n"
          f"  ours   {a[head:]!r}\n  theirs {b[head:]!r}")
print(f"{count} pages of prose, {int(count) - faults} alike")
sys.exit(1 if faults > int(allowed) or len(theirs) < int(count) else 0)
