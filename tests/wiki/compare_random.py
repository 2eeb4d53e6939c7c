#!/usr/bin/env python3
"""compare_random.py TOOL STORE API: every stub of a wiki made at random, as MediaWiki renders it
and as MediaWiki renders what the tool joins."""
import re
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from mediawiki_text import Wiki, difference, plain

tool, store, api = sys.argv[1:4]
wiki = Wiki(api)


def words(text):
    """What a reader sees, but for what MediaWiki shows of faults, and we do not: links to pages that
    are not there, words about loops, and tags that have no partner."""
    text = re.sub(r'<a href="[^"]*redlink=1" class="new" title="Page:[^"]*">Page:[^<]*?/\d+([^<]*)</a>',
                  r"\1", text)
    text = re.sub(r'<span class="error">Template loop detected: .*?</span>', "", text)
    text = re.sub(r"</?(?:noinclude|includeonly|onlyinclude|nowiki|ref|poem|pre) ?/?>", "", plain(text),
                  flags=re.I)
    return re.sub(r"\s+", " ", text).strip()


def differs(title):
    joined = subprocess.run([tool, store, "join", title], check=True, capture_output=True).stdout
    ours = words(wiki.parse(title=title, text=joined.decode()))
    theirs = words(wiki.parse(page=title))
    return difference(title, ours, theirs)


titles = [row[0] for row in sqlite3.connect(store).execute(
    "SELECT title FROM page WHERE ns = 0 AND redirect IS NULL ORDER BY title")]
with ThreadPoolExecutor(3) as pool:
    faults = [fault for fault in pool.map(differs, titles) if fault]
print(f"{len(titles)} articles, {len(titles) - len(faults)} alike")
print("\n".join(faults))
sys.exit(1 if faults else 0)
