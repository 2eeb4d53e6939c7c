"""mediawiki_text.py: what a MediaWiki renders, and how two renderings are compared."""
import html
import json
import re
import urllib.parse
import urllib.request


class Wiki:
    def __init__(self, api):
        self.api = api

    def parse(self, **parameters):
        """The HTML of page=TITLE, or of text=WIKITEXT on the page title=TITLE."""
        fields = dict(action="parse", prop="text", disablelimitreport=1, disableeditsection=1,
                      disabletoc=1, wrapoutputclass="", contentmodel="wikitext", format="json",
                      formatversion=2, **parameters)
        if "page" in fields:
            del fields["contentmodel"]
        data = urllib.parse.urlencode(fields).encode()
        with urllib.request.urlopen(self.api, data, timeout=60) as reply:
            return json.load(reply)["parse"]["text"]


def plain(text):
    """Text without tags and invisible signs, blanks made single."""
    text = html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"<!--.*?-->", "", text, flags=re.S)))
    return re.sub(r"\s+", " ", text.replace("\u200b", "")).strip()


def difference(title, ours, theirs):
    """None, or what differs first, with the text around it."""
    if ours == theirs:
        return None
    at = next((i for i, (a, b) in enumerate(zip(ours, theirs)) if a != b),
              min(len(ours), len(theirs)))
    span = slice(max(0, at - 60), at + 60)
    return f"{title}, letter {at} of {len(theirs)}:\n  ours   {ours[span]!r}\n  theirs {theirs[span]!r}"
