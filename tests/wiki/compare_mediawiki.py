#!/usr/bin/env python3
"""compare_mediawiki.py TOOL STORE API: every article page of a store, as MediaWiki renders it and
as MediaWiki renders what the tool joins. Differences not explained below are failures."""
import html
import json
import re
import sqlite3
import subprocess
import sys
import urllib.parse
import urllib.request

tool, store, api = sys.argv[1:4]
WORK = "1911 Encyclopædia Britannica/"


def ask(**parameters):
    data = urllib.parse.urlencode(dict(parameters, format="json", formatversion=2)).encode()
    with urllib.request.urlopen(api, data, timeout=60) as reply:
        return json.load(reply)


def parse(**parameters):
    reply = ask(action="parse", prop="text", disablelimitreport=1, disableeditsection=1,
                disabletoc=1, wrapoutputclass="", **parameters)
    return reply["parse"]["text"]


def plain(text):
    """Text without tags and invisible signs, blanks made single."""
    text = html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"<!--.*?-->", "", text, flags=re.S)))
    return re.sub(r"\s+", " ", text.replace("\u200b", "")).strip()


def without_plate(text):
    plate = plain(parse(title="X", contentmodel="wikitext",
                        text="{{Page:EB1911 - Volume 01.djvu/747}}"))
    return re.sub(r"\s+", " ", text.replace(plate, "", 1))


# What MediaWiki shows and the joined text must not, and why.
EXPLAINED = {
    # The stand-in for labelled sections finds labels inside templates; the extension does not.
    "T nested": lambda text: text.replace("NESTED", ""),
    # Links to pages that are not there are no text.
    "T noindexpage": lambda text: re.sub(r" Page:EB1911 - Volume 04\.djvu/\d+", "", text),
    # A page of pictures between two pages of text would cut a sentence in two.
    "Alloys": without_plate,
}


def differs(title):
    ours = plain(parse(title=title, contentmodel="wikitext",
                       text=subprocess.run([tool, store, "join", title], check=True,
                                           capture_output=True).stdout.decode()))
    theirs = plain(parse(page=title))
    explain = EXPLAINED.get(title.removeprefix(WORK))
    if explain:
        if ours == theirs:
            return f"{title}: no difference, but one is explained"
        theirs = explain(theirs).strip()
    if ours == theirs:
        return None
    at = next((i for i, (a, b) in enumerate(zip(ours, theirs)) if a != b),
              min(len(ours), len(theirs)))
    span = slice(max(0, at - 60), at + 60)
    return f"{title}, letter {at} of {len(theirs)}:\n  ours   {ours[span]!r}\n  theirs {theirs[span]!r}"


titles = [row[0] for row in sqlite3.connect(store).execute(
    "SELECT title FROM page WHERE ns = 0 AND redirect IS NULL AND text LIKE '%<pages%' ORDER BY title")]
faults = [fault for fault in map(differs, titles) if fault]
print(f"{len(titles)} articles, {len(titles) - len(faults)} alike")
print("\n".join(faults))
sys.exit(1 if faults or len(titles) < 17 else 0)
