"""Descriptions that come as HTML and are kept as text with paragraphs."""

import html
import re
from html.parser import HTMLParser

import nh3

# These are parted by empty lines, the others begin on a line of their own.
PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "table", "div"})
LINES = frozenset({"li", "tr"})
KEPT = {*PARAGRAPHS, *LINES, "br"}
SPACES = re.compile(r"[ \t\r\n\f]+")
POINT = "\u2022 "


def plain_text(markup: str) -> str:
    """The text of HTML, whose scripts, styles and attributes are dropped by nh3 before anything is read.

    Paragraphs are parted by an empty line, as the product page shows them; list items begin with a point.
    """
    reader = _Text()
    reader.feed(nh3.clean(markup, tags=set(KEPT), attributes={}))
    reader.close()
    lines = [SPACES.sub(" ", line).strip() for line in "".join(reader.pieces).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def paragraphs(text: str) -> str:
    """Text as HTML that `plain_text` reads as the same text, but for spaces that HTML does not show."""
    lines = "\n".join(SPACES.sub(" ", line).strip() for line in text.splitlines())
    parts = [part.strip("\n") for part in re.split(r"\n{2,}", lines.strip())]
    return "".join(
        f"<p>{html.escape(part, quote=False).replace(chr(10), '<br>')}</p>" for part in parts if part
    )


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.pieces.append(_break_at(tag))
        if tag == "li":
            self.pieces.append(POINT)

    def handle_endtag(self, tag: str) -> None:
        self.pieces.append(_break_at(tag) if tag in PARAGRAPHS else "")

    def handle_data(self, data: str) -> None:
        # Line breaks in the source of HTML are spaces.
        self.pieces.append(SPACES.sub(" ", data))


def _break_at(tag: str) -> str:
    if tag in PARAGRAPHS:
        return "\n\n"
    return "\n" if tag in LINES or tag == "br" else ""
