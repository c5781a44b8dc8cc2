"""Pictures that lists name, each address once however often it stands there."""

from dataclasses import dataclass, field

from accounts.outbound.targets import target_of
from catalog.exchange.formats.cells import Cells, shortened
from catalog.exchange.formats.entries import PictureEntry

LONGEST_ALT = 200
# Of one product; a shop shows no more.
MOST_PICTURES = 50
LAST = 10**6


@dataclass
class Pictures:
    """The pictures of one product, gathered cell by cell."""

    _places: dict[str, tuple[int, int]] = field(default_factory=dict)
    _alts: dict[str, str] = field(default_factory=dict)
    _skus: dict[str, list[str]] = field(default_factory=dict)

    def add(self, cells: Cells, key: str, *, alt: str = "", sku: str = "", position: int = LAST) -> None:
        """Take the picture that the cell names; one that is no address is noted and left out."""
        address = cells.known_value(key, "picture_unreadable", lambda text: target_of(text).address)
        if address is None:
            return
        self._places.setdefault(address, (position, len(self._places)))
        self._places[address] = min(self._places[address], (position, self._places[address][1]))
        self._alts[address] = self._alts.get(address) or shortened(alt, LONGEST_ALT)
        if sku:
            self._skus.setdefault(address, []).append(sku)

    def entries(self, cells: Cells) -> tuple[PictureEntry, ...]:
        """In the order of their positions, then of the list; more than a product has are noted and left out."""
        ordered = sorted(self._places, key=self._places.__getitem__)
        if len(ordered) > MOST_PICTURES:
            message = (
                f"A product has up to {MOST_PICTURES} pictures; {len(ordered) - MOST_PICTURES} were left out."
            )
            cells.problems.note(cells.row.line, "", "too_many_pictures", message)
        return tuple(
            PictureEntry(address, self._alts[address], tuple(self._skus.get(address, ())))
            for address in ordered[:MOST_PICTURES]
        )
