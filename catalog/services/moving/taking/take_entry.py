"""One product of a list becomes one of the shop, or what the shop has of it becomes what the list says.

Everything is compared before it is written, so that a list that says nothing new changes nothing. Of a product that is
new the shop has nothing to compare with, and the database is not asked: most lists are of such.
"""

import enum
import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.text import slugify

from catalog.brands import BRAND
from catalog.errors import ImportRefused
from catalog.exchange.formats.entries import Problem, ProductEntry
from catalog.jobs import ring_mirror_relay
from catalog.models import ImportJob, Product, ProductOrigin
from catalog.services.moving.taking.known import UNKNOWN, Known
from catalog.services.moving.taking.move_to_state import move_to_state
from catalog.services.moving.taking.take_attributes import take_attributes
from catalog.services.moving.taking.take_collections import take_collections
from catalog.services.moving.taking.take_pictures import take_pictures
from catalog.services.moving.taking.take_variants import take_variants

LONGEST_SLUG = 80


class Outcome(enum.Enum):
    """What came of a product; the value is the count of the import that it raises."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Taken:
    """`made` are the names of attributes that the shop had not."""

    outcome: Outcome
    problems: tuple[Problem, ...] = ()
    made: tuple[str, ...] = ()


@dataclass(frozen=True)
class Taker:
    """Takes products for one merchant out of lists of one kind, into what the shop has."""

    job: ImportJob
    known: Known

    @classmethod
    def of(cls, job: ImportJob) -> "Taker":
        return cls(job, Known.of(job))

    def take(self, entry: ProductEntry, *, now: datetime) -> Taken:
        """Write what differs. Call it inside a transaction. Raises CatalogRefusal, EntryRefused, IntegrityError."""
        product = self._that_came(entry.handle)
        is_remembered = product is not None
        product = product or self._at_address(entry.handle)
        is_new = product is None
        fields, unknown = self._fields(entry, is_new=is_new)
        if product is None:
            product = Product.objects.create(
                merchant_id=self.job.merchant_id, slug=_free_slug(entry.handle), **fields
            )
            is_changed = True
        else:
            is_changed = _update(product, fields)
        if not is_remembered:
            self._remember(product, entry.handle)
        is_changed |= take_variants(product, entry, currency=self.job.currency, is_new=is_new)
        said = take_attributes(product, self._without_own_brand(entry), self.known, is_new=is_new)
        is_picked, not_picked = take_collections(product, entry, self.known, is_new=is_new)
        is_pictured = take_pictures(product, entry, self.job, is_new=is_new)
        moved, stays = move_to_state(product, entry, now=now)
        problems = (*entry.notes, *unknown, *said.notes, *not_picked, *stays)
        if not (is_changed or said.is_changed or is_picked or is_pictured or moved):
            return Taken(Outcome.UNCHANGED, problems)
        ring_mirror_relay()
        return Taken(Outcome.CREATED if is_new else Outcome.CHANGED, problems, said.made)

    def _that_came(self, handle: str) -> Product | None:
        """The product that an earlier list of this kind called so."""
        return (
            self._own()
            .filter(
                origins__merchant=self.job.merchant_id,
                origins__source=self.job.format,
                origins__handle=handle,
            )
            .first()
        )

    def _at_address(self, handle: str) -> Product | None:
        """The product with this address, unless lists of this kind call it otherwise."""
        return self._own().filter(slug=handle).exclude(origins__source=self.job.format).first()

    def _own(self) -> QuerySet[Product]:
        rows = Product.objects.select_for_update(no_key=True, of=("self",))
        return rows.filter(merchant=self.job.merchant_id)

    def _fields(self, entry: ProductEntry, *, is_new: bool) -> tuple[dict[str, Any], list[Problem]]:
        """What the product's columns are to be, and the names in the list that the shop does not know."""
        known = self.known
        fields: dict[str, Any] = {**entry.facts}
        unknown: list[Problem] = []
        rooms = (
            ("category_id", "category", entry.category or None, known.categories),
            ("product_type_id", "type of product", entry.type, known.types),
            ("tax_class_id", "tax class", entry.tax_class, known.tax_classes),
        )
        for field, called, name, found in rooms:
            if name is None:
                continue
            if not name or name.casefold() in found:
                fields[field] = found.get(name.casefold())
            else:
                unknown += self._tell_once(entry.line, f"This shop has no {called} “{name[:80]}”.")
        if is_new:
            fields.setdefault("category_id", self.job.category_id)
        return fields, unknown

    def _tell_once(self, line: int, message: str) -> list[Problem]:
        """Lists of thousands of products name the same few things again and again."""
        if message in self.known.told:
            return []
        self.known.told.add(message)
        return [Problem(line, "", UNKNOWN, message)]

    def _without_own_brand(self, entry: ProductEntry) -> ProductEntry:
        """Whose brand is the merchant's own name has none of its own to tell of."""
        own = self.job.merchant.name.casefold()
        said = tuple(
            replace(each, text="") if each.slug == BRAND and each.text.casefold() == own else each
            for each in entry.said
        )
        return replace(entry, said=said)

    def _remember(self, product: Product, handle: str) -> None:
        """No part of what shoppers see, so that it changes nothing of the product."""
        origin = ProductOrigin(
            merchant_id=self.job.merchant_id, source=self.job.format, handle=handle, product=product
        )
        ProductOrigin.objects.bulk_create(
            [origin],
            update_conflicts=True,
            unique_fields=["merchant", "source", "handle"],
            update_fields=["product"],
        )


def _update(product: Product, fields: dict[str, Any]) -> bool:
    differing = {name: value for name, value in fields.items() if getattr(product, name) != value}
    if differing:
        for name, value in differing.items():
            setattr(product, name, value)
        product.save(update_fields=list(differing))
    return bool(differing)


def _free_slug(handle: str) -> str:
    """The handle as an address; where that is taken, with a digest, so that it is the same at every attempt."""
    digest = hashlib.sha256(handle.encode()).hexdigest()[:8]
    plain = slugify(handle)[:LONGEST_SLUG].strip("-") or f"product-{digest}"
    other = f"{plain[: LONGEST_SLUG - 9]}-{digest}"
    taken = set(Product.objects.filter(slug__in=[plain, other]).values_list("slug", flat=True))
    for slug in (plain, other):
        if slug not in taken:
            return slug
    raise ImportRefused(
        "address_taken", f"Other products have the addresses “{plain}” and “{other}” already."
    )
