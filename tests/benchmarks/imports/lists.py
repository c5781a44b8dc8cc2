"""Lists of made-up products in the shop's own format."""

import csv
import io
import random
from collections.abc import Iterator
from dataclasses import dataclass

WOODS = ("Oak", "Ash", "Elm", "Beech")
COLUMNS = (
    *("handle", "title", "description", "type", "sku", "price", "stock", "option_1", "value_1"),
    *("collections", "state", "attribute:wood", "attribute:grade", "attribute:height"),
)
MOST_VARIANTS = 4
COLLECTIONS = 40


@dataclass(frozen=True)
class MadeUp:
    """A CSV file in UTF-8, and how many products it tells of."""

    data: bytes
    rows: int
    products: int


def make_list(rows: int, *, seed: int, name: str) -> MadeUp:
    """So many rows, one to four for a product. Half of the products are put away. `name` begins their addresses."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    chance = random.Random(seed)  # noqa: S311  # made-up products need no secrets
    written = products = 0
    while written < rows:
        variants = min(chance.randint(1, MOST_VARIANTS), rows - written)
        writer.writerows(_rows(f"{name}-{products}", products, variants))
        written, products = written + variants, products + 1
    return MadeUp(out.getvalue().encode(), rows, products)


def _rows(handle: str, number: int, variants: int) -> Iterator[tuple[str, ...]]:
    about = (f"Product {number}", "<p>Some words about it.</p>", "Furniture")
    wood = WOODS[number % len(WOODS)]
    state = "draft" if number % 2 else "archived"
    said = (f"Shelf {number % COLLECTIONS}", state, wood, "AB"[number % 2], f"{number % 90}.5")
    for place in range(variants):
        is_first = place == 0
        yield (
            handle,
            *(about if is_first else ("",) * len(about)),
            *(f"{handle}-{place}", f"{10 + number % 90}.90", str(number % 50), "Colour", f"C{place}"),
            *(said if is_first else ("",) * len(said)),
        )
