"""random_wiki.py SEED STUBS FIRST_ID: an export of a wiki made at random, to be compared with what a
real MediaWiki renders of it. Every word of its prose is another one, so that a difference shows which
text is missing, doubled or torn."""
import random
from collections import namedtuple

Page = namedtuple("Page", "ns title text")
LABELS = ["s1", "s2", "S1", "s", "Blank Verse", "Ægir, A."]
SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu".split()


class Words:
    def __init__(self, rng):
        self.rng, self.count = rng, rng.randrange(20 ** 3)

    def one(self):
        self.count += 1
        n, word = self.count * 7919 % 20 ** 4, ""
        for _ in range(4):
            word += SYLLABLES[n % 20]
            n //= 20
        return word

    def some(self, most=5):
        return " ".join(self.one() for _ in range(self.rng.randint(1, most)))


class Maker:
    """Draws from tables of (weight, function that gives a text)."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.words = Words(self.rng)

    def choose(self, *options):
        return self.rng.choice(options)

    def chance(self, share):
        return self.rng.random() < share

    def draw(self, table):
        return self.rng.choices([make for _, make in table], [weight for weight, _ in table])[0]()


class Pages(Maker):
    """Scanned pages with labelled sections, and stubs that transclude them."""

    def __init__(self, seed, index):
        super().__init__(seed)
        self.index, self.last = index, self.rng.randint(3, 8)
        self.number_of_stub = 0
        self.label = self.rng.sample(LABELS, 3)  # few, so that many are met
        some = self.words.some
        self.body = [
            (8, lambda: some() + self.choose(" ", "\n", "\n\n", ".\n\n", "-\n")),
            (6, lambda: self.section("begin")),
            (6, lambda: self.section("end")),
            (2, lambda: f"'''{some(2).upper()}''', ''{some(2)}''. "),
            (1, lambda: self.choose("\n", " ") + f"## {self.choose(*self.label)} ##\n"),
            (1, lambda: f"<!-- {some()} {{{{ -->" + self.choose("", "\n")),
            (1, lambda: f"\n<!-- {self.section('begin')} -->\n"),
            (1, lambda: f"<noinclude>{some()}</noinclude>"),
            (1, lambda: f"<includeonly>{some()}</includeonly>"),
            (1, lambda: f"<ref{self.choose('', ' name=n', ' follow=n')}>{some()}</ref>"),
            (1, lambda: f"<nowiki>{self.section('begin')}{some()}</nowiki>"),
            (1, lambda: f"{{{{sc|{some(2)}}}}} "),
            (1, lambda: f"{{{{sc|{self.section('begin')}{some(2)}}}}} "),
            (1, lambda: f"[[{some(1)}|{some(2)}]] "),
            (1, lambda: f"\n{self.choose(':', '*', '#', ';')}{some()}\n"),
            (1, lambda: f"\n<poem>\n{some()}\n{some()}\n</poem>\n"),
            (1, lambda: f"\n{{|\n|{some()}\n|-\n|{some()}||{some()}\n|}}\n"),
            (1, lambda: self.choose("<br/>", "{{nop}}\n", "<div class=\"x\">\n", "</div>")),
            (1, lambda: f"\n== {some(2)} ==\n"),
            (1, lambda: f"{{{{Page:{self.index}/{self.number()}}}}}"),
        ]
        self.stub = [
            (8, lambda: f"\n{self.pages_tag()}\n"),
            (2, lambda: self.choose(" ", "\n", "\n\n") + some() + self.choose(" ", "\n\n")),
            (1, lambda: f"{{{{Page:{self.index}/{self.number()}}}}}"),
            (1, lambda: f"{{{{#lst:Page:{self.index}/{self.number()}{self.labels()}}}}}"),
            (1, self.other_stub),
            (1, lambda: f"<nowiki>{self.pages_tag()}</nowiki>"),
            (1, lambda: f"<!-- {self.pages_tag()} -->"),
            (1, lambda: f"<noinclude>\n{self.pages_tag()}\n</noinclude>"),
            (1, lambda: f"<includeonly>{self.pages_tag()}</includeonly>"),
        ]
        # Tables over the seams. They end with their <pages>, so then a stub has just one.
        self.torn = self.chance(0.3)
        if self.torn:
            self.body += [
                (3, lambda: f"\n{{|\n|{some()}\n"),
                (1, lambda: f"\n|-\n|{some()}||{some()}\n"),
                (3, lambda: f"\n|-\n|{some()}\n|}}\n"),
            ]
            self.stub = self.stub[:1]
        # What no editor would leave behind.
        if self.chance(0.4):
            self.body += [
                (1, lambda: self.choose("{{", "}}", "[[", "]]", "{{{", "{", "}", "<", ">")),
                (1, lambda: self.choose("<noinclude>", "</noinclude>", "<noinclude/>", "<noinclude >",
                                        "</noinclude >", "<NoInclude>")),
                (1, lambda: self.choose("<includeonly>", "</includeonly>", "<includeonly/>")),
                (1, lambda: self.choose("<onlyinclude>", "</onlyinclude>")),
                (1, lambda: self.choose("<ref>", "</ref>", "<poem>", "</poem>", "<nowiki>",
                                        "</nowiki>", "<nowiki/>", "<ref/>")),
                (1, lambda: self.choose("<!--", "-->", "<!-->", "<!--->", "\n <!-- x --> \n")),
                (1, lambda: f"[[{some(1)}|{self.section('begin')}{some(1)}]]"),
                (1, lambda: f"<ref>{self.section('end')}{some(2)}</ref>"),
                (1, lambda: f"<poem>{self.section('end')}{some(2)}</poem>"),
                (1, lambda: f"{{{{{{a|{some(1)}{self.section('begin')}}}}}}} "),
            ]

    def other_stub(self):
        """One of the first three, which call no others."""
        name = self.choose("old", "1", "2")
        return f"\n{{{{:{self.index} {name}}}}}\n" if self.number_of_stub > 2 else ""

    def number(self):
        return self.rng.randint(1, self.last + 1)

    def blank(self):
        return self.choose("", "", " ", "  ", "\n")

    def quoted(self, value):
        """A value in the quotes that it needs, or others, or none."""
        style = self.choose('"{}"', "'{}'", '"{}"') if " " in value else self.choose(
            '"{}"', "'{}'", "{}")
        return style.format(value)

    def section(self, kind):
        kind = self.choose(kind, kind, kind, kind.upper(), kind.title())
        label = self.choose(*self.label)
        name = self.choose("section", "section", "section", "Section", "SECTION")
        value = self.choose(self.quoted(label), self.quoted(label), label)
        equals = "=" if self.chance(0.95) else " = "
        more = self.choose("", "", "", "", " x=y", ' title="a b"')
        end = self.choose("/>", " />", "/>", " />", f"></{name}>")
        return f"<{name}{self.choose(' ', ' ', '  ', chr(10))}{kind}{equals}{value}{more}{end}"

    def labels(self):
        return self.choose("", "|" + self.choose(*self.label),
                           f"|{self.choose(*self.label)}|{self.choose('', *self.label)}",
                           f"||{self.choose(*self.label)}")

    def numbers(self):
        out = []
        for _ in range(self.rng.randint(1, 3)):
            first = self.number()
            out.append(self.choose(f"{first}", f"{first}", f"{first}-{self.number()}",
                                   f"{first} - {first + 1}"))
        return self.choose(",", ", ").join(out)

    def pages_tag(self):
        first, second = sorted([self.number(), self.number()])
        fields = [("index", self.choose(self.index, self.index, self.index.replace(" ", "_"),
                                        self.index[0].lower() + self.index[1:]))]
        share = lambda name, value, chance: fields.append((name, value)) if self.chance(chance) else None
        share("from", str(first), 0.9)
        share("to", str(second), 0.8)
        share("fromsection", self.choose("", *self.label), 0.45)
        share("tosection", self.choose("", *self.label), 0.45)
        share("onlysection", self.choose("", *self.label), 0.15)
        share("include", self.numbers(), 0.15)
        share("exclude", self.numbers(), 0.1)
        share("step", self.choose("1", "2", "3"), 0.1)
        share("header", "1", 0.1)
        self.rng.shuffle(fields)
        name = self.choose("pages", "pages", "pages", "Pages", "PAGES")
        text = "".join(" " + self.blank() + self.choose(key, key, key.upper())
                       + self.choose("=", "=", "=", " = ") + self.quoted(value)
                       for key, value in fields)
        return f"<{name}{text}{self.choose('/>', ' />', f'></{name}>')}"

    def page(self):
        level = self.choose("3", "4", "4", "1", "0")
        head = f'<noinclude><pagequality level="{level}" user="X" />{self.words.some(2)}</noinclude>'
        body = self.choose("", "", "", f":{self.words.some()}\n", f"{{|\n|{self.words.some()}\n|}}\n")
        body += "".join(self.draw(self.body) for _ in range(self.rng.randint(0, 9)))
        body += self.choose("", "", "\n", "-", "-\n", f"{self.words.one()}-", "-<!-- x -->")
        if self.chance(0.05):
            body = f"{self.words.one()}<onlyinclude>{body}</onlyinclude>{self.words.one()}"
        foot = self.choose("", f"<noinclude>\n{self.words.some(2)}</noinclude>",
                           f"\n<noinclude>{self.words.some(2)}", "<noinclude></noinclude>")
        return self.choose(head, head, head, head, "") + body + foot

    def all(self, stubs):
        for n in range(1, self.last + 1):
            if n == 1 or self.chance(0.9):
                moved = n > 1 and self.chance(0.04)  # to a page that is never moved itself
                yield Page(104, f"Page:{self.index}/{n}",
                           f"#REDIRECT [[Page:{self.index}/1]]" if moved else self.page())
        yield Page(0, f"{self.index} old", f"#REDIRECT [[{self.index} 0]]")
        for self.number_of_stub in range(stubs):
            text = "".join(self.draw(self.stub) for _ in range(self.rng.randint(1, 1 if self.torn else 3)))
            yield Page(0, f"{self.index} {self.number_of_stub}", text)


def xml_of(pages, first_id):
    """The pages as a MediaWiki export."""
    from xml.sax.saxutils import escape
    yield ('<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" '
           'xml:lang="en">\n')
    for number, page in enumerate(pages, first_id):
        redirect = page.text[len("#REDIRECT [["):-2] if page.text.startswith("#REDIRECT") else ""
        yield (f"<page><title>{escape(page.title)}</title><ns>{page.ns}</ns><id>{number}</id>"
               + (f'<redirect title="{escape(redirect)}" />' if redirect else "")
               + f"<revision><id>{number}</id><timestamp>2025-01-02T03:04:05Z</timestamp>"
               "<contributor><username>X</username></contributor><model>wikitext</model>"
               '<format>text/x-wiki</format><text xml:space="preserve">'
               f"{escape(page.text)}</text></revision></page>\n")
    yield "</mediawiki>\n"


def transcluded(seed, stubs):
    """Some `stubs` stubs in all, eight over the pages of each volume."""
    for volume in range((stubs + 7) // 8):
        name = f"Ran {seed} {volume}.djvu"
        yield from Pages(f"{seed}/{volume}", name).all(min(8, stubs - 8 * volume))


if __name__ == "__main__":
    import sys
    seed, stubs, first_id = map(int, sys.argv[1:4])
    sys.stdout.writelines(xml_of(transcluded(seed, stubs), first_id))
