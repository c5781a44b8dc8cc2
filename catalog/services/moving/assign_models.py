"""Files with 3D models find their products by name: `<handle or article number>.glb`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.db import transaction
from django.db.models.functions import Lower

from accounts.models import Merchant, User
from assets3d.models import Asset
from catalog.jobs import ring_mirror_relay
from catalog.models import Product, ProductOrigin, Variant

MOST_FILES = 500


@dataclass(frozen=True)
class AssignedModel:
    """Which product a file is for. Without one, `message` says why; `asset_id` takes the file otherwise."""

    filename: str
    product_name: str = ""
    asset_id: int | None = None
    message: str = ""


def assign_models(*, merchant: Merchant, filenames: Iterable[str], actor: User) -> list[AssignedModel]:
    """For each file, the 3D model of the product that its name means; products without a model are given one.

    A handle counts before an article number. Nothing is published: a new file is a new version of the model, which
    the merchant looks at first. Raises ValueError for more than MOST_FILES names.
    """
    names = list(filenames)
    if len(names) > MOST_FILES:
        raise ValueError(f"{len(names)} files are too many at once; {MOST_FILES} are taken.")
    products = _products_by_name(merchant, {_stem(name) for name in names})
    assigned: list[AssignedModel] = []
    seen: dict[int, str] = {}
    for name in names:
        product = products.get(_stem(name))
        if product is None:
            message = "No product has this handle, and no variant this article number."
            assigned.append(AssignedModel(name, message=message))
        elif product.pk in seen:
            message = f"“{seen[product.pk]}” is for the same product already."
            assigned.append(AssignedModel(name, product.name, message=message))
        else:
            seen[product.pk] = name
            assigned.append(AssignedModel(name, product.name, _model_of(product, actor)))
    return assigned


def _stem(filename: str) -> str:
    """The name without its ending and without regard to capital letters; other dots belong to it."""
    return PurePosixPath(filename.replace("\\", "/")).stem.strip().casefold()


def _products_by_name(merchant: Merchant, stems: set[str]) -> Mapping[str, Product]:
    """One query for each kind of name, the strongest last: article numbers, handles of lists, addresses."""
    skus = Variant.objects.filter(merchant=merchant).annotate(stem=Lower("sku"))
    handles = ProductOrigin.objects.filter(product__merchant=merchant).annotate(stem=Lower("handle"))
    slugs = Product.objects.filter(merchant=merchant).annotate(stem=Lower("slug"))
    ids: dict[str, int] = {}
    for rows, place in ((skus, "product_id"), (handles, "product_id"), (slugs, "pk")):
        ids.update(rows.filter(stem__in=stems).values_list("stem", place))
    products = Product.objects.in_bulk(ids.values())
    return {stem: products[number] for stem, number in ids.items()}


def _model_of(product: Product, actor: User) -> int:
    """The product's 3D model; a new one where it has none. Side by side, there is one all the same."""
    with transaction.atomic():
        held = Product.objects.select_for_update(no_key=True).get(pk=product.pk)
        if held.asset_id is None:
            held.asset = Asset.objects.create(merchant_id=held.merchant_id, title=held.name, created_by=actor)
            held.save(update_fields=["asset"])
            ring_mirror_relay()
        asset_id: int = held.asset_id  # type: ignore[assignment]  # given above
    return asset_id
