"""The collections that a list puts a product into. One that the merchant does not have is made, and not shown yet."""

import hashlib

from django.db import transaction
from django.utils.text import slugify

from catalog.errors import CollectionGone
from catalog.exchange.formats.entries import Membership, Problem, ProductEntry
from catalog.models import Collection, Product
from catalog.models.collections import MOST_COLLECTIONS
from catalog.services.collections.pick_product import pick_product, put_into
from catalog.services.moving.taking.known import Known

LONGEST_NAME, LONGEST_SLUG = 80, 60


def take_collections(
    product: Product, entry: ProductEntry, known: Known, *, is_new: bool
) -> tuple[bool, tuple[Problem, ...]]:
    """Whether the product is in others than before, and what could not be. The shop's own collections are left alone.

    Raises CollectionGone for one that was deleted since the worker looked; products that come after make it anew.
    """
    if entry.collections is None:
        return False, ()
    wanted, missing, notes = _wanted(entry, entry.collections, known)
    if not known.is_check:
        wanted |= {_make(product, name, known) for name in missing}
    try:
        if is_new:
            put_into(product, wanted)
            return True, notes
        is_picked = pick_product(product=product, into=wanted, out_of_others=entry.collections.all_of_them)
    except CollectionGone as gone:
        known.forget_collections(gone.keys)
        raise
    return bool(is_picked or missing), notes


def _wanted(
    entry: ProductEntry, told: Membership, known: Known
) -> tuple[set[int], list[str], tuple[Problem, ...]]:
    """The keys of those that there are, the names of those that there will be, and what cannot be."""
    wanted, missing, notes = set(), [], []
    for name in told.names:
        word = name.casefold()
        if word in known.collections:
            wanted.add(known.collections[word])
        elif (
            word in known.promised
            or len(set(known.collections.values())) + len(known.promised) < MOST_COLLECTIONS
        ):
            known.promised.add(word)
            missing.append(name)
        else:
            message = (
                f"A merchant has up to {MOST_COLLECTIONS} collections; “{name[:LONGEST_NAME]}” was not made."
            )
            notes.append(Problem(entry.line, "", "too_many_collections", message))
    return wanted, missing, tuple(notes)


def _make(product: Product, name: str, known: Known) -> int:
    """Its key. It is known from when the product is kept."""
    fitting = name[:LONGEST_NAME]
    own = Collection.objects.filter(merchant=product.merchant_id, name__iexact=fitting)
    found = own.first() or Collection.objects.create(
        merchant_id=product.merchant_id,
        name=fitting,
        slug=_free_slug(name, product.merchant_id),
        is_shown=False,
    )

    def remember() -> None:
        known.collections[name.casefold()] = found.pk
        known.promised.discard(name.casefold())

    transaction.on_commit(remember)
    key: int = found.pk
    return key


def _free_slug(name: str, merchant_id: int) -> str:
    """The name as an address; where another merchant has it, with a digest."""
    digest = hashlib.sha256(f"{merchant_id}\n{name}".encode()).hexdigest()[:8]
    plain = slugify(name)[:LONGEST_SLUG].strip("-")
    is_free = plain and not Collection.objects.filter(slug=plain).exists()
    return plain if is_free else f"{plain[: LONGEST_SLUG - 9]}-{digest}".strip("-")
