"""What a list says of a product under attributes. An attribute that the shop does not have is made, of the kind text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import transaction

from catalog.exchange.formats.cells import shortened
from catalog.exchange.formats.entries import Problem, ProductEntry, Said
from catalog.exchange.reading import values
from catalog.models import Attribute, Product
from catalog.models.attributes import LONGEST_TEXT, Value
from catalog.services.attributes.set_attributes import set_attributes
from catalog.services.moving.taking.known import Known
from catalog.states import AttributeKind


@dataclass(frozen=True)
class SaidOf:
    """Whether anything is said otherwise now, the attributes that were made for it, and what was not taken as it stands."""

    is_changed: bool = False
    made: tuple[str, ...] = ()
    notes: tuple[Problem, ...] = ()


def take_attributes(product: Product, entry: ProductEntry, known: Known, *, is_new: bool) -> SaidOf:
    """Write what differs. A cell that is no value of its attribute is noted, and what was said before stays."""
    if not entry.said:
        return SaidOf()
    said_now = () if is_new else product.attribute_values.select_related("choice")
    now = {each.attribute_id: each.value for each in said_now}
    wanted: dict[Attribute, Value | None] = {}
    made: list[str] = []
    notes: list[Problem] = []
    for said in entry.said:
        attribute = known.attributes.get(said.slug.casefold())
        if attribute is None:
            made += [said.name] if said.text else []
            if known.is_check or not said.text:
                continue
            attribute = _make(said, known)
        try:
            value = _value(attribute, said, known, notes)
        except ValueError as error:
            notes.append(Problem(said.line, said.column, "attribute_unreadable", f"{error} It was left out."))
            continue
        if now.get(attribute.pk) != value:
            wanted[attribute] = value
    if wanted:
        set_attributes(product_id=product.pk, values=wanted)
    return SaidOf(bool(wanted or made), tuple(made), tuple(notes))


def _make(said: Said, known: Known) -> Attribute:
    """Side by side there is one all the same. It is known from when the product is kept."""
    attribute, _ = Attribute.objects.get_or_create(
        slug=said.slug, defaults={"name": said.name, "kind": AttributeKind.TEXT}
    )
    transaction.on_commit(lambda: known.attributes.setdefault(said.slug.casefold(), attribute))
    return attribute


def _value(attribute: Attribute, said: Said, known: Known, notes: list[Problem]) -> Value | None:
    """What the cell means; None when it is empty. Raises ValueError with a sentence."""
    if not said.text:
        return None
    if attribute.kind == AttributeKind.TEXT:
        if len(said.text) > LONGEST_TEXT:
            message = f"{said.column} has {len(said.text):,} characters; it was shortened to {LONGEST_TEXT}."
            notes.append(Problem(said.line, said.column, "shortened", message))
        return shortened(said.text, LONGEST_TEXT)
    if attribute.kind == AttributeKind.CHOICE:
        return _choice(attribute, said.text, known)
    return READERS[attribute.kind](said.text)


def _choice(attribute: Attribute, text: str, known: Known) -> Value:
    choice = known.choices_of(attribute).get(text.casefold())
    if choice is None:
        raise ValueError(f"“{attribute.name}” has no choice “{values.shown(text)}”.")
    return choice


READERS: Mapping[str, Callable[[str], Value]] = {
    AttributeKind.NUMBER: values.number,
    AttributeKind.BOOLEAN: values.truth,
    AttributeKind.COLOUR: values.colour,
}
