"""Reads HTML as its authors meant it: what is hidden goes, what is broken costs no words. Pure, and in linear time.

The standard library's parser takes quadratic time over some tags that do not end, differs from one Python to the next,
and loses the words of people who write <<quotation marks>> and <info@comune.example.it> with angle brackets.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from html import unescape as _unescape

from pipeline.patterns import lazy_re

# (address, words) of a link -> the address to be shown after the words; "" = none
Links = Callable[[str, str], str]

_BLOCKS = frozenset(
    """address article aside blockquote caption dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4
    h5 h6 header hr main nav ol option p pre section summary table ul""".split()
)
# What is struck out holds no longer.
_HIDDEN = frozenset(
    ("script", "style", "template", "noscript", "iframe", "svg", "head", "del", "s", "strike")
)
# What a page has for other readers than those who see it, or keeps for later.
_UNSEEN = frozenset(
    """visually-hidden visually-hidden-focusable visuallyhidden sr-only screen-reader-text element-invisible
    assistive-text a11y-hidden u-hidden is-hidden""".split()
)
_NONE = frozenset(("hidden", "d-none", "hide"))  # unless it is shown at another width
_STYLE = lazy_re(
    r"(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|mso-hide\s*:\s*all)"
)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_CODE = ("script", "style")  # what they hide is no text in any case
_KNOWN = (
    _BLOCKS
    | _HIDDEN
    | frozenset(
        """a abbr acronym applet area audio b base basefont bdi bdo big blink body br button canvas center cite code col
    colgroup data datalist del details dfn dialog dir em embed font frame frameset hgroup html i img input ins kbd label
    legend li link map mark marquee menu meta meter nobr noembed noframes object optgroup option output param picture
    progress q rp rt ruby s samp search select small source span strike strong sub summary sup tbody td textarea tfoot
    th thead time title tr track tt u var video wbr xml""".split()
    )
)
_OPENS = lazy_re(r"<(?=[a-zA-Z/!?])")
# At most so many attributes, and no `<` but in quotation marks: what fails here, fails soon.
_TAG = lazy_re(r"""<(/?)([a-zA-Z][^\s<>/"'=]*+)((?:[^"'<>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+|["']){0,200}+)>""")
_BROKEN = lazy_re(r"<(/?)([a-zA-Z][^\s<>/\"'=]*+)([^<]*+)")
_ATTRIBUTE = lazy_re(r"""([^\s"'<>/=]{1,50})\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""")
# In an address, `&copy=2` is no copyright sign.
_REFERENCE = lazy_re(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31})(?:;|(?![\w=]))")
_FLAGS = frozenset(
    """allowfullscreen async autofocus autoplay checked compact controls defer disabled download hidden inert ismap
    itemscope loop multiple muted nomodule noshade novalidate nowrap open playsinline readonly required reversed
    selected webkitallowfullscreen mozallowfullscreen""".split()
)
# Elements that name the clerk, or the time of typing.
_OF_THE_CLERK = frozenset(
    ("author", "byline", "username", "submitted", "field--name-uid", "field--name-created", "schema:Person")
) | {"sioc:UserAccount"}
_NEAR = 500  # characters in which such an element ends
_CELL = "\x1f"  # between two cells; as white space it is in no text
_SHORT, _ROW = 100, 300  # characters of a cell, and of a row, of a table that is no mere layout


def read(html: str, links: Links | None = None, *, keep_lines: bool = False) -> tuple[str, bool]:
    """The text of `html`, untidied, and whether there was any markup. `keep_lines`: line feeds end lines."""
    page = _Page(html.replace("<![CDATA[", "").replace("]]>", "") if "<![CDATA[" in html else html, links)
    page.space = re.compile(r"[^\S\n]+") if keep_lines else re.compile(r"\s+")
    page.walk()
    return ("".join(page.parts), True) if page.marked else (unescape(html), False)


def unescape(text: str) -> str:
    """The text with its references to characters, such as `&egrave;`, resolved once."""
    return _REFERENCE.sub(lambda found: _unescape(found[0]), text) if "&" in text else text


class _Page:
    """One walk from tag to tag; `parts` becomes the text."""

    def __init__(self, html: str, links: Links | None) -> None:
        self.html, self.links = html, links
        self.parts: list[str] = []
        self.space = re.compile(r"\s+")
        self.marked = False
        self.muted = False  # within the code of a script that does not end
        self.row = -1  # where the row of a table begins in `parts`; -1 = outside of one
        self.anchor: tuple[str, int] | None = None  # the open link's address, and where its words begin
        self.pictured = ""  # what the picture in the open link shows
        self.ended = {name.lower() for name in re.findall(r"</([a-zA-Z][\w:-]*)", html)}
        self.last = html.rfind(">")
        self.absent: set[str] = set()  # elements of which there is no further tag; "!" = comments

    def walk(self) -> None:
        at, html = 0, self.html
        while found := _OPENS.search(html, at):
            begin = found.start()
            self._words(html[at:begin])
            at = self._markup(begin)
            if at == begin:
                self._words("<")
                at += 1
        self._words(html[at:])
        self._end_row()

    def _words(self, html: str) -> None:
        if html and not self.muted:
            self.parts.append(self.space.sub(" ", unescape(html)))

    def _markup(self, at: int) -> int:
        """Read the tag that begins here. Returns where it ends; `at` if it is no tag but words."""
        if self.html.startswith("<!--", at):
            return self._comment(at)
        if self.html.startswith(("<!", "<?"), at):
            return self.html.find(">", at) + 1 if at < self.last else at
        found = _TAG.match(self.html, at)
        if found is None:
            return self._half(at)
        name, attributes = found[2].lower(), found[3]
        quoted = self.html[at - 1 : at] == "<" and self.html.startswith(">", found.end())
        if quoted or not (found[1] or self._is_tag(name, attributes)):
            return at
        self._begun()
        if found[1]:
            self._end(name)
            return found.end()
        return self._start(name, attributes, found.end())

    def _begun(self) -> None:
        self.marked, self.muted = True, False

    def _comment(self, at: int) -> int:
        end = -1 if "!" in self.absent else self.html.find("-->", at + 2)
        if end < 0:
            self.absent.add("!")
        self._begun()
        return at + 4 if end < 0 else end + 3

    def _half(self, at: int) -> int:
        """A tag that does not end: up to the next one. Words, if it is nothing of the kind."""
        found = _BROKEN.match(self.html, at)
        if found is None or found[2].lower() not in _KNOWN:
            return at
        last = found.end() == len(self.html)
        if "=" in found[3] or found[1] or (last and re.fullmatch(r"\s*[\w-]*\s*/?", found[3])):
            self._begun()
            return found.end()
        return at

    def _is_tag(self, name: str, attributes: str) -> bool:
        """Whether `<name attributes>` is a tag, and not what somebody wrote in angle brackets."""
        rest = attributes.strip().removesuffix("/").lower()
        if "=" in rest:
            return True
        flags = set(rest.split()) <= _FLAGS
        return flags and (name in _KNOWN or name in self.ended or attributes.endswith("/"))

    def _start(self, name: str, attributes: str, end: int) -> int:
        """Take a start tag. Returns where reading goes on."""
        if name in _HIDDEN:
            return self._hidden(name, end)
        if name not in _VOID and _is_unseen(attributes):
            self._break(name)
            return self._unseen(name, end)
        if name == "a":
            self._end_link()
        if "=" in attributes and (named := _attributes(attributes[:5_000])):
            if name == "a" and (href := named.get("href")):
                self.anchor, self.pictured = (href, len(self.parts)), ""
            if name == "img" and self.anchor:
                self.pictured = unescape(named.get("alt", ""))
            if (mail := _cloaked(named)) or _of_the_clerk(named):
                self._words(mail or " ")
                return self._beyond(name, end)
        self._break(name)
        return end

    def _break(self, name: str) -> None:
        """The white space that a start tag makes."""
        if name in ("tr", "table"):
            self._end_row()
        if name == "tr":
            self.row = len(self.parts)
        elif name == "br":
            self.parts.append("\n")
        elif name == "cite" and "".join(self.parts[-2:]).rstrip(" ")[-1:] == "\n":
            self.parts.append("– ")  # who said it, below a quotation
        elif name == "li":
            self.parts.append("\n- ")
        elif name in ("td", "th"):
            self.parts.append(_CELL if self.row >= 0 else " ")
        elif name in _BLOCKS and self.parts[-1:] != ["\n- "]:
            self.parts.append("\n\n")

    def _end(self, name: str) -> None:
        if name == "a":
            self._end_link()
        elif name in ("tr", "table"):
            self._end_row()
        if name == "br":
            self.parts.append("\n")
        elif name in _BLOCKS:
            self.parts.append("\n\n")

    def _hidden(self, name: str, end: int) -> int:
        """Where an element that nobody sees ends; if it does not end, its tag alone is passed over, and any code."""
        if name not in self.absent:
            following = re.compile(rf"<(/?){name}(?=[\s/>])[^>]*>?", re.I).search(self.html, end)
            if following is None:
                self.absent.add(name)
            elif following[1]:
                return following.end()
        self.muted = name in _CODE
        return end

    def _unseen(self, name: str, end: int) -> int:
        """Where an element that is hidden ends, with all elements of its name within; its tag alone, if it does not."""
        depth, unended = 1, f"{name} unseen"
        if unended not in self.absent:
            for found in re.compile(rf"<(/?){name}(?=[\s/>])[^>]*>?", re.I).finditer(self.html, end):
                depth += -1 if found[1] else 1
                if not depth:
                    return found.end()
            self.absent.add(unended)
        return end

    def _beyond(self, name: str, end: int) -> int:
        """Where a short element ends; where its tag does, if that is not near."""
        near = self.html[end : end + _NEAR].lower().find(f"</{name}")
        return end if near < 0 else end + near

    def _end_link(self) -> None:
        if self.anchor is None:
            return
        href, begin = self.anchor
        self.anchor = None
        words = " ".join("".join(self.parts[begin:]).split())
        told = words or self.pictured
        if self.links and told and (address := self.links(unescape(href), told)):
            self.parts.append(f" ({address})" if words else f" {told} ({address}) ")

    def _end_row(self) -> None:
        """Make one line of a row; paragraphs, if its cells are long."""
        if self.row < 0:
            return
        whole = "".join(self.parts[self.row :])
        cells = [" ".join(cell.split()) for cell in whole.split(_CELL)]
        short = sum(map(len, cells)) <= _ROW and all(len(cell) <= _SHORT for cell in cells)
        line = "\n" + " ".join(cell for cell in cells if cell)
        self.parts[self.row :] = [line if short else whole.replace(_CELL, "\n\n")]
        self.row = -1


def _attributes(written: str) -> dict[str, str]:
    return {name.lower(): one or two or three for name, one, two, three in _ATTRIBUTE.findall(written)}


def _is_unseen(attributes: str) -> bool:
    """Whether an element is kept from sight by its attributes, style or class."""
    if not attributes or attributes.isspace():
        return False
    head = attributes[:5_000].lower()
    if "hidden" in head and re.search(r"(?:^|\s)hidden(?=[\s/=]|$)", re.sub(r"\"[^\"]*\"|'[^']*'", "", head)):
        return True
    if not any(name in head for name in ("class", "style", "aria-hidden")):
        return False
    named = _attributes(head)
    if named.get("aria-hidden") == "true":  # a sign beside the words that say it
        return True
    classes = set(named.get("class", "").split())
    shown = any(re.search(r"(?:^d-|:)(?:\w+-)?(?:block|flex|inline|table|grid)", one) for one in classes)
    return bool(classes & _UNSEEN or (classes & _NONE and not shown) or _STYLE.search(named.get("style", "")))


def _of_the_clerk(named: dict[str, str]) -> bool:
    words = " ".join(named.get(name, "") for name in ("class", "typeof", "rel", "itemprop"))
    return not _OF_THE_CLERK.isdisjoint(words.split())


def _cloaked(named: dict[str, str]) -> str:
    """The e-mail address that an element hides from robots, as Cloudflare or Joomla does; "" if there is none."""
    try:
        if code := bytes.fromhex(named.get("data-cfemail", "")):
            return bytes(byte ^ code[0] for byte in code[1:]).decode()
        if "first" in named and "last" in named:
            parts = (base64.b64decode(named[name], validate=True).decode() for name in ("first", "last"))
            return "@".join(parts)
    except (ValueError, binascii.Error):
        pass
    return ""
