"""A merchant feed as RSS 2.0 with Google's namespace, and as tab-separated text; both one piece at a time."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from xml.sax.saxutils import escape

from catalog.site.feeds.offers import ATTRIBUTES, FeedOffer

# What XML 1.0 has no way to write.
NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SPACES = re.compile(r"\s+")


def rss_pieces(offers: Iterable[FeedOffer], *, title: str, link: str) -> Iterator[bytes]:
    """The document; it ends well only when all offers were written."""
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>'
        f"<title>{_text(title)}</title><link>{_text(link)}</link><description>{_text(title)}</description>\n"
    ).encode()
    for offer in offers:
        facts = "".join(
            f"<g:{name}>{_text(each)}</g:{name}>"
            for name, value in asdict(offer).items()
            for each in ((value,) if isinstance(value, str) else value)
            if each
        )
        yield f"<item>{facts}</item>\n".encode()
    yield b"</channel></rss>\n"


def tsv_pieces(offers: Iterable[FeedOffer]) -> Iterator[bytes]:
    """The names of the attributes, then a line for each offer."""
    writer = csv.writer(_Echo(), dialect="excel-tab", lineterminator="\n")
    yield str(writer.writerow(ATTRIBUTES)).encode()
    for offer in offers:
        line: object = writer.writerow([_cell(value) for value in asdict(offer).values()])
        yield str(line).encode()


class _Echo:
    """What csv.writer takes for a file: it gives each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _cell(value: str | tuple[str, ...]) -> str:
    """What is told several times stands in one cell, with commas between."""
    return SPACES.sub(" ", value if isinstance(value, str) else ",".join(value))


def _text(value: str) -> str:
    return escape(NO_XML.sub("", value))
