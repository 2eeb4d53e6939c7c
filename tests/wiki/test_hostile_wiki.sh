#!/usr/bin/env bash
# A wiki made to hurt, from its dump to articles: deep nesting of everything that nests, pages in
# themselves and in each other, what never closes, one huge page. All in bounded time and memory,
# with warnings that name the pages, and the sound page among them comes out whole.
# CRIA_LONG=1: 100,000 of each, and 50 MB.
set -euo pipefail
cria=${CRIA:?the program to test}
skip() { echo "skipped: $1"; exit 77; }
command -v python3 >/dev/null || skip "python3 is missing"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
deep=$([ "${CRIA_LONG:-0}" = 1 ] && echo 100000 || echo 20000)
huge=$([ "${CRIA_LONG:-0}" = 1 ] && echo 50 || echo 5) # MB

python3 - "$deep" "$huge" >hostile.xml <<'X'
import sys
from xml.sax.saxutils import escape

deep, huge = int(sys.argv[1]), int(sys.argv[2])
sentence = "A llama eats the grass of the high plain in the morning. "
root, index = "1911 Encyclopædia Britannica/", "EB1911 - Volume 01.djvu"
scans = {  # number: text
    1: sentence * 20,
    2: "{{Page:%s/2}}" % index,          # itself
    3: "{{Page:%s/4}}" % index,          # each other
    4: "{{Page:%s/3}}{{Page:%s/3}}" % (index, index),
    5: "<section begin=a />" * deep + sentence,
    6: sentence + "<noinclude>" * deep,
}
stubs = {
    "Sound": '<pages index="%s" from=1 to=1 />' % index,
    "Pages in themselves": '<pages index="%s" from=2 to=4 />' % index,
    "Labels": '<pages index="%s" include=5 fromsection=a tosection=b />' % index,
    "Not included": '<pages index="%s" include=6 />' % index,
    "All pages there are": '<pages index="%s" from=1 to=999999999 />' % index,
    "Stub in itself": sentence + "{{:%sStub in itself}}" % root,
}
marks = [("braces", "{{", "}}"), ("half braces", "{{", ""), ("templates", "{{sc|", "}}"),
         ("parameters", "{{{a|", "}}}"), ("links", "[[a|", "]]"), ("half links", "[[", ""),
         ("files", "[[File:a.png|thumb|", "]]"), ("addresses", "[http://a ", "]"),
         ("tables", "\n{|\n|a\n", "\n|}\n"), ("half tables", "\n{|\n|", ""),
         ("notes", "<ref>", "</ref>"), ("half notes", "<ref>", ""), ("spans", "<span>", "</span>"),
         ("half divs", "<div>", ""), ("ends", "</div>", ""), ("poems", "<poem>", "</poem>"),
         ("nowiki", "<nowiki>", ""), ("comments", "<!--", ""), ("quotes", "''", ""),
         ("odd quotes", "'''''a", ""), ("lists", "\n*#:;", ""), ("indents", ":", ""),
         ("headings", "\n==", ""), ("entities", "&amp;", ""), ("references", "&#", ""),
         ("hyphens", "a-\n", ""), ("blanks", " \n", ""), ("tags", "<", ""), ("attributes", "<span a=", ""),
         ("accents", "e\u0301\u0302", ""), ("pages", "<pages ", "/>"), ("mixed", "{{[[<ref>{|''", "")]
for name, begin, end in marks:
    own = "The %s of the llama are long, and none of them is loud. " % name  # or they would be duplicates
    stubs["Hostile " + name] = own + begin * deep + own + end * deep + own
stubs["Huge"] = sentence * (huge * 1000000 // len(sentence))

def page(ns, title, number, text):
    print("<page><title>%s</title><ns>%d</ns><id>%d</id><revision><id>%d</id>"
          "<timestamp>2025-01-02T03:04:05Z</timestamp><model>wikitext</model>"
          '<text xml:space="preserve">%s</text></revision></page>'
          % (escape(title), ns, number, number, escape(text)))

print('<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en">')
for number, text in scans.items():
    quality = '<noinclude><pagequality level="3" user="X" /></noinclude>'
    page(104, "Page:%s/%d" % (index, number), number, quality + text)
for number, (title, text) in enumerate(stubs.items(), 100):
    page(0, root + title, number, text)
    print(title, file=open("titles", "a"))
print("</mediawiki>")
X

bounded() { # MEGABYTES NAME COMMAND...: within the time, and the memory but for a sanitizer's
    python3 - "$@" <<'X'
import os, resource, subprocess, sys
megabytes, name, command = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
with open(name + ".json", "w") as out, open(name + ".log", "w") as log:
    code = subprocess.run(command, stdout=out, stderr=log, timeout=300).returncode
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
print("%s: exit %d, %d MB" % (" ".join(os.path.basename(c) for c in command[:2]), code, peak))
if code or peak > megabytes and not b"__asan_init" in open(command[0], "rb").read():
    sys.exit(open(name + ".log").read()[-2000:])
X
}
bounded $((50 + 6 * huge)) fetch "$cria" fetch --source dump --dump hostile.xml --out hostile.db
for borders in stubs pages; do
    bounded $((100 + 15 * huge)) $borders "$cria" clean --json --borders $borders --out $borders.jsonl hostile.db
done

python3 - "$huge" <<'X'
import json, sys
articles = {a["title"]: a["text"] for a in map(json.loads, open("stubs.jsonl"))}
sentence = "A llama eats the grass of the high plain in the morning."
faults = []
if articles.get("Sound") != " ".join([sentence] * 20):
    faults.append("the sound article is not whole: %.200r" % articles.get("Sound"))
if len(articles.get("Huge", "")) < int(sys.argv[1]) * 900000:
    faults.append("the huge article is not whole: %d bytes" % len(articles.get("Huge", "")))
log, found = open("stubs.log").read(), json.load(open("stubs.json"))
for name in ("Pages in themselves", "Stub in itself"):
    if not any(n["kind"] == "loop" and n["article"].endswith("/" + name) for n in found["notes"]["list"]):
        faults.append("no note on " + name)
if "transclusions of a page in itself" not in log or "Hostile half divs" not in log:
    faults.append("no warning")
if any(found["counters"]["leak"].values()):
    faults.append("markup leaked: %s" % found["counters"]["leak"])
left_out = {d["title"] for d in found["dropped"]} | {
    n["article"].split("/")[-1] for n in found["notes"]["list"] if n["kind"] in ("no_text", "links_only")}
for title in open("titles").read().splitlines():
    if title not in articles and title not in left_out:
        faults.append("silently gone: " + title)
    if title in articles and title.startswith("Hostile") and not articles[title].startswith(
            "The %s of the llama are long, and none of them is loud." % title[8:]):
        faults.append("garbled: %s: %.80r" % (title, articles[title]))
if faults:
    sys.exit("\n".join(faults) + "\n" + log[-3000:])
print("%d articles" % len(articles))
X
