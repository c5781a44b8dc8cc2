"""Sitemaps (https://www.sitemaps.org/protocol.html): an index of parts, and parts that list pages.

Pages are listed without the instant of their last change, which nothing keeps; crawlers take a wrong one ill.
"""

from collections.abc import Iterable
from xml.sax.saxutils import escape

NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def index_document(parts: Iterable[str]) -> str:
    """The index, of parts at these absolute addresses."""
    listed = "".join(f"<sitemap><loc>{escape(part)}</loc></sitemap>\n" for part in parts)
    return f"{HEAD}<sitemapindex {NAMESPACE}>\n{listed}</sitemapindex>\n"


def part_document(pages: Iterable[str]) -> str:
    """A part, of pages at these absolute addresses."""
    listed = "".join(f"<url><loc>{escape(page)}</loc></url>\n" for page in pages)
    return f"{HEAD}<urlset {NAMESPACE}>\n{listed}</urlset>\n"
