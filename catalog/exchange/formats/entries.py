"""What a list says of products, whatever its format: the common ground of readers and of the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from catalog.money import Money

Fact = str | int | bool | None


@dataclass(frozen=True)
class Problem:
    """What is wrong at a line. `column` is the file's own name of it, "" when it is the row as a whole."""

    line: int
    column: str
    code: str
    message: str


@dataclass(frozen=True)
class Said:
    """What a column says of a product under one attribute; `text` is "" where the cell is empty.

    `slug` is what programs call the attribute, `name` what it is called if the shop has none yet.
    """

    line: int
    column: str
    slug: str
    name: str
    text: str


@dataclass(frozen=True)
class Membership:
    """The collections that a product is in, by name or address. Where they are not `all_of_them`, it stays in others."""

    names: tuple[str, ...]
    all_of_them: bool


@dataclass(frozen=True)
class PictureEntry:
    """A picture at an address of the web. `alt` says what it shows, "" where the list does not.

    `skus` are the variants that it is said to show; it shows the product where there are none.
    """

    address: str
    alt: str = ""
    skus: tuple[str, ...] = ()


@dataclass(frozen=True)
class VariantEntry:
    """One variant. `facts` are fields of the catalogue's variant, of those columns alone that the file has.

    `price` and `on_hand` are None where the file says nothing. `compare_at` is what the price was reduced from; None
    means that it is not reduced, provided that the file `tells_reduction` at all. Without an article number of its own a variant
    has one made of handle and name, so that the next import finds it again. `options` are pairs of an option and its value.
    """

    line: int
    sku: str
    name: str
    facts: Mapping[str, Fact]
    price: Money | None
    compare_at: Money | None
    tells_reduction: bool
    on_hand: int | None
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ProductEntry:
    """One product. `facts` as above; `category` and `state` are "" where the file says nothing, `tax_class`, `type` and `collections` None.

    `state` is a word of the catalogue: draft, scheduled, published or archived. `notes` tell of what was not taken as it stands
    there, without the product being left out for it. `pictures` are in the order in which they are to be shown.
    """

    line: int
    handle: str
    facts: Mapping[str, str]
    category: str
    state: str
    variants: tuple[VariantEntry, ...]
    type: str | None = None
    tax_class: str | None = None
    said: tuple[Said, ...] = ()
    collections: Membership | None = None
    pictures: tuple[PictureEntry, ...] = ()
    notes: tuple[Problem, ...] = field(default=(), compare=False)


class EntryRefused(Exception):
    """These rows are no product that can be taken; `problems` says why, each with its line."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = problems
