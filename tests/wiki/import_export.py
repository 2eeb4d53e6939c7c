#!/usr/bin/env python3
"""import_export.py STORE EXPORT.xml...: a store of raw pages from MediaWiki exports, without the
program's own reader of dumps, so that the two can be told apart when a test fails."""
import re
import sqlite3
import sys
import xml.etree.ElementTree as tree

SCHEMA = """
CREATE TABLE page(ns INTEGER NOT NULL, title TEXT NOT NULL, page_id INTEGER NOT NULL,
  revision INTEGER NOT NULL, timestamp TEXT NOT NULL, sha1 TEXT NOT NULL, quality INTEGER,
  redirect TEXT, text TEXT NOT NULL, fetched_at TEXT NOT NULL);
CREATE UNIQUE INDEX page_title ON page(title);
CREATE INDEX page_ns ON page(ns, title);
CREATE TABLE state(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
PRAGMA application_id=0x63726961;
PRAGMA user_version=1;
"""


def pages(path):
    for _, page in tree.iterparse(path):
        if page.tag.rpartition("}")[2] != "page":
            continue
        space = page.tag[: -len("page")]
        revision = page.find(space + "revision")
        redirect = page.find(space + "redirect")
        text = revision.find(space + "text").text or ""
        level = re.search(r'<pagequality level="(\d)"', text)
        yield (int(page.find(space + "ns").text), page.find(space + "title").text,
               int(page.find(space + "id").text), int(revision.find(space + "id").text),
               revision.find(space + "timestamp").text, "",
               int(level.group(1)) if level else None,
               redirect.get("title") if redirect is not None else None, text, "")
        page.clear()


def fill(path, exports):
    store = sqlite3.connect(path)
    store.executescript(SCHEMA)
    for export in exports:
        store.executemany("INSERT OR REPLACE INTO page VALUES(?,?,?,?,?,?,?,?,?,?)", pages(export))
    store.execute("INSERT INTO state VALUES('site', 'https://en.wikisource.org')")
    store.execute("INSERT INTO state VALUES('licence', 'CC BY-SA 4.0')")
    store.commit()


if __name__ == "__main__":
    fill(sys.argv[1], sys.argv[2:])
