"""One product of a list becomes one of the shop, or what the shop has of it becomes what the list says.

Everything is compared before it is written, so that a list that says nothing new changes nothing.
"""

import enum
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.text import slugify

from catalog.errors import ImportRefused
from catalog.exchange.formats.entries import Problem, ProductEntry
from catalog.jobs import ring_mirror_relay
from catalog.models import Category, ImportJob, Product, ProductOrigin
from catalog.services.moving.move_to_state import move_to_state
from catalog.services.moving.take_variants import take_variants

LONGEST_SLUG = 80


class Outcome(enum.Enum):
    """What came of a product; the value is the count of the import that it raises."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Taken:
    outcome: Outcome
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Taker:
    """Takes products for one merchant out of lists of one kind.

    `categories` are those of the shop by name and by address, in small letters.
    """

    job: ImportJob
    categories: Mapping[str, int]

    @classmethod
    def of(cls, job: ImportJob) -> "Taker":
        rows = Category.objects.values_list("pk", "name", "slug")
        names = {word.casefold(): pk for pk, name, slug in rows for word in (slug, name)}
        return cls(job, names)

    def take(self, entry: ProductEntry, *, now: datetime) -> Taken:
        """Write what differs. Call it inside a transaction. Raises CatalogRefusal, EntryRefused, IntegrityError."""
        product = self._find(entry.handle)
        is_new = product is None
        if product is None:
            product = self._create(entry)
            is_changed = True
        else:
            is_changed = self._update(product, entry)
        self._remember(product, entry.handle)
        is_changed |= take_variants(product, entry, currency=self.job.currency)
        moved, problems = move_to_state(product, entry, now=now)
        if not is_changed and not moved:
            return Taken(Outcome.UNCHANGED, problems)
        ring_mirror_relay()
        return Taken(Outcome.CREATED if is_new else Outcome.CHANGED, problems)

    def _find(self, handle: str) -> Product | None:
        """The product that an earlier list of this kind called so, otherwise the one with this address."""
        own = Product.objects.select_for_update(no_key=True, of=("self",)).filter(
            merchant=self.job.merchant_id
        )
        came = own.filter(
            origins__merchant=self.job.merchant_id, origins__source=self.job.format, origins__handle=handle
        )
        return came.first() or own.filter(slug=handle).exclude(origins__source=self.job.format).first()

    def _create(self, entry: ProductEntry) -> Product:
        product: Product = Product.objects.create(
            merchant_id=self.job.merchant_id,
            category_id=self._category_of(entry) or self.job.category_id,
            slug=_free_slug(entry.handle),
            **entry.facts,
        )
        return product

    def _update(self, product: Product, entry: ProductEntry) -> bool:
        wanted: dict[str, str | int] = {**entry.facts}
        category_id = self._category_of(entry)
        if category_id:
            wanted["category_id"] = category_id
        differing = {name: value for name, value in wanted.items() if getattr(product, name) != value}
        if differing:
            for name, value in differing.items():
                setattr(product, name, value)
            product.save(update_fields=list(differing))
        return bool(differing)

    def _remember(self, product: Product, handle: str) -> None:
        """No part of what shoppers see, so that it changes nothing of the product."""
        ProductOrigin.objects.update_or_create(
            merchant_id=self.job.merchant_id,
            source=self.job.format,
            handle=handle,
            defaults={"product": product},
        )

    def _category_of(self, entry: ProductEntry) -> int | None:
        return self.categories.get(entry.category.casefold())


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
