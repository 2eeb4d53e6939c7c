"""random_prose.py: pages made at random, with all the markup that a line and a block can have."""
import re

from random_wiki import Maker

TAGS = "i b sup sub span small big u em strong cite tt code q font ins I SPAN".split()
LONE = "<b> </b> <i> </i> <span> </span> <small> </small> <s> <x> </x> <3 <sup> </sub> <b/> <p> </p>".split()
ENTITIES = ("&amp; &lt; &gt; &nbsp; &#65; &#x42; &frac12; &eacute; &nosuch; & &#; &mdash; &quot; &#39; "
            "&thinsp; &amp;lt;").split()
SIGNS = "__NOTOC__ __NOEDITSECTION__ __a__ ---- ~~ ## ** :: !! { } \\ _ # ; :".split()
LINKS = ["[[{0}]]", "[[{0}]]s", "[[{0}]]'s", "[[{0}|{2}]]", "[[{0}#{1}|{2}]]es",
         "[[:Category:{0}|x]]", "[[{0}", "{0}]]", "[{0}]", "[[#{0}|y]]",
         "[[ {0} ]]", "[[{0}|a|b]]", " [[File:{0}.png|{1}{2}]] ", " [[File:{0}.png|200px|thumb|left|{1}{2}]] ",
         "[http://a.example/{0} {1}]", "[http://a.example {2}]", "[//a.example {0} {1}]",
         "http://a.example/{0} {1}", "[mailto:a.example {0} {1}]", "[https://a.example] {0}", "[[{0} ]]{1}",
         "[ http://a.example {0}]"]
TEMPLATES = ["{{sc|@}}", "{{sc|1=@}}", "{{nowrap|@}}", "{{Small-caps|@}}", "{{ sc | @ }}", "{{sc\n|@\n}}",
             "{{asc|@}}", "{{greek|@}}", "{{fs|90%|@}}", "{{1911link|{0}}}", "{{EB1911 article link|{0}}}",
             "{{EB1911 lkpl|x|{0}}}", "{{EB1911 Shoulder HeadingSmall|{0}}}", "{{clear}}",
             "{{sc|<!-- | -->@}}", "{{abbr|{0}|z}}", "{{center|@}}", "{{{1|@}}}", "{{{a|@|b}}}", "{{{a|}}}"]
COMMENTS = ["<!-- {0} -->", "<!--{0}\n{1}-->", "<!---->", "<!-- [[ {{ {0} -->"]


class Prose(Maker):
    def __init__(self, seed):
        super().__init__(seed)
        self.depth = 0
        self.inline = [
            (12, lambda: self.words.some() + " "),
            (4, lambda: self.choose("''", "'''", "'''''") + self.choose("", " ")),
            (4, lambda: self.choose("''@''", "'''@'''", "'''''@'''''").replace("@", self.line(2))),
            (1, lambda: self.choose("''''", "''''''", "'''''''", "l'''", "'", "d'")),
            (5, lambda: self.filled(self.choose(*LINKS))),
            (1, lambda: f"<nowiki>{self.choose(*SIGNS, *ENTITIES, *LONE)}{self.words.one()}</nowiki>"),
            (2, lambda: self.filled(self.choose(*COMMENTS))),
            (3, lambda: self.choose(*ENTITIES)),
            (4, self.tagged),
            (1, lambda: self.choose(*LONE)),
            (1, lambda: self.choose("<br>", "<br/>", "<br clear=all>", "</br>", "<BR>", "<wbr>")),
            (1, self.note),
            (4, self.template),
            (1, lambda: self.choose(*SIGNS)),
        ]
        self.block = [
            (10, lambda: self.line(6)),
            (3, lambda: "\n".join(self.line(4) for _ in range(self.rng.randint(2, 3)))),
            (3, self.items),
            (2, self.heading),
            (1, lambda: self.choose("----", "-----", "---", "---- ", "----x ") + self.line(1)),
            (2, self.table),
            (1, lambda: f"<table class=x><tr><td>{self.cell()}</td><td>{self.cell()}</td></tr></table>"),
            (2, self.framed),
            (2, lambda: f"<poem>\n{self.line(3)}\n  {self.line(2)}\n\n:{self.line(2)}\n</poem>"),
            (1, lambda: f"<pre>{self.line(2)}\n{self.words.some()}</pre>"),
            (1, lambda: f"<gallery>\nFile:{self.words.one()}.png|{self.words.some(2)}\n</gallery>"),
            (1, lambda: "{{EB1911 fine print|%s\n\n%s}}" % (self.argument(), self.argument())),
            (1, lambda: "{{EB1911 fine print/s}}\n" + self.line(3) + "\n\n" + self.line(2)
                + "\n{{EB1911 fine print/e}}"),
            (1, lambda: f"<ul><li>{self.line(2)}</li><li>{self.line(1)}</ul>"),
            (1, lambda: self.choose("<references/>", "[[Category:x]]")),
        ]

    def line(self, most):
        """Some pieces in a row, which hold others to a depth of three."""
        if self.depth == 3:
            return self.words.some()
        self.depth += 1
        text = "".join(self.draw(self.inline) for _ in range(self.rng.randint(1, most)))
        self.depth -= 1
        return text

    def filled(self, form):
        shown = self.choose("@", "@", "''@''", "'''@'''", "<i>@</i>", "{{sc|@}}", "@<br>@", "<!-- x -->@")
        for place, text in ("{2}", shown), ("{0}", self.words.one()), ("{1}", self.words.one()):
            form = form.replace(place, text)
        return form.replace("@", self.words.some())

    def note(self):
        """A closing tag in it would end an element around the note."""
        return f"<ref{self.choose('', ' name=a', ' group=g')}>{re.sub('<.*?>', '', self.line(2))}</ref>"

    def template(self):
        form = self.choose(*TEMPLATES).replace("{0}", self.words.one())
        return form.replace("@", self.argument())

    def argument(self):
        """With '=' it would have a name."""
        return self.line(2).replace("=", "-")

    def tagged(self):
        name = self.choose(*TAGS)
        attributes = self.choose("", "", "", " class=x", ' style="color:red"', " title='a b'", ' x="a>b"',
                                 " ")
        return f"<{name}{attributes}>{self.line(2)}</{name}>"

    def heading(self):
        """One line; the cleaner takes what has signs of equation for a formula."""
        signs, blank = "=" * self.rng.randint(1, 6), self.choose("", " ")
        text = re.sub(r"[=\n]", "", self.line(1)).strip()
        behind = self.choose("", "", " ", "<!-- x -->", " y")
        return signs + blank + self.words.one() + text + blank + signs + behind

    def framed(self):
        name, line = self.choose("div", "center", "blockquote", "p"), self.choose("", "", "\n")
        open_tag, close = f"<{name}{self.choose('', ' class=x')}>{line}", f"{line}</{name}>"
        return open_tag + self.line(4) + self.choose(close, close, f"\n\n{self.line(2)}{close}", "")

    def items(self):
        signs = lambda: "".join(self.choose(*"**##::;") for _ in range(self.rng.randint(1, 3)))
        lines = [signs() + self.choose("", " ") + self.line(3) for _ in range(self.rng.randint(1, 4))]
        return "\n".join(lines + self.choose([], [f";{self.words.some(2)} : {self.words.some(2)}"]))

    def cell(self):
        """No picture: a table that holds one is dropped whole."""
        return self.line(2).replace("[[File:", "[[")

    def table(self):
        # A link in a cell hides its attributes.
        cell = lambda: self.cell() if self.chance(0.7) else \
            self.choose(" colspan=2 |", 'style="x"|') + self.words.some()
        out = ["{|" + self.choose("", " class=x", ' border=1 style="a:b"')]
        if self.chance(0.2):
            out.append("|+" + self.choose("", " x=y |") + self.words.some(2))
        for _ in range(self.rng.randint(1, 3)):
            sign = self.choose("|", "|", "!")
            out.append(self.choose("|-", "|- align=left", "|----"))
            out += [sign + (sign * 2).join(cell() for _ in range(self.rng.randint(1, 3)))
                    for _ in range(self.rng.randint(1, 2))]
            if self.chance(0.2):
                out.append(self.choose("", "\n", "*") + self.cell())
        return "\n".join(out + ["|}" + self.choose("", "", " " + self.words.some(1))])

    def page(self):
        """The first words make a text of it, however little the rest leaves."""
        first = " ".join(self.words.one() for _ in range(60))
        blocks = [self.draw(self.block) for _ in range(self.rng.randint(1, 6))]
        text = first + ".\n" + "".join(self.choose("\n", "\n\n") + b for b in blocks) + "\n"
        # A blank at a line's start makes a box of it, which the cleaner drops.
        return re.sub(r"\n((?:<!--.*?-->)*)[ \t]+", r"\n\1", text, flags=re.S)
