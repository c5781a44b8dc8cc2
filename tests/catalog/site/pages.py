"""Reading pages the way browsers do."""

from html.parser import HTMLParser


class Page(HTMLParser):
    """`elements` holds (tag, attributes) in order; `blocks` the text of each script element by its id or type.

    `facts` are the lists of definitions: the text of each <dd> by that of its <dt>.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.blocks: dict[str, str] = {}
        self.facts: dict[str, str] = {}
        self._block = ""
        self._in = ""
        self._term = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        self._block = attributes.get("id", attributes.get("type", "")) if tag == "script" else ""
        if tag in ("dt", "dd"):
            self._in = tag
        if tag == "dt":
            self._term = ""

    def handle_endtag(self, tag: str) -> None:
        self._block = ""
        if tag in ("dt", "dd"):
            self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in == "dt":
            self._term += data
        elif self._in == "dd":
            self.facts[self._term] = (self.facts.get(self._term, "") + data).strip(" \n")
        if self._block:
            self.blocks[self._block] = self.blocks.get(self._block, "") + data

    def all(self, tag: str, **attributes: str) -> list[dict[str, str]]:
        """The attributes of every `tag` that has these, written with _ for -."""
        wanted = {name.replace("_", "-"): value for name, value in attributes.items()}
        return [found for name, found in self.elements if name == tag and wanted.items() <= found.items()]

    def one(self, tag: str, **attributes: str) -> dict[str, str]:
        (found,) = self.all(tag, **attributes)
        return found
