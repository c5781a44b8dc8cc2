"""Take a product off sale, put it away, take it out again."""

from django.db import transaction

from catalog.errors import MoveRefused
from catalog.jobs import ring_mirror_relay
from catalog.models import Product
from catalog.states import ProductState, sources_of


def withdraw_product(*, product_id: int) -> None:
    """Make a published product a draft again. Raises MoveRefused, Product.DoesNotExist."""
    _move(product_id, ProductState.DRAFT, from_state=ProductState.PUBLISHED)


def archive_product(*, product_id: int) -> None:
    """Put a product away for good; orders keep pointing to it. Raises MoveRefused, Product.DoesNotExist."""
    _move(product_id, ProductState.ARCHIVED)


def restore_product(*, product_id: int) -> None:
    """Make an archived product a draft again. Raises MoveRefused, Product.DoesNotExist."""
    _move(product_id, ProductState.DRAFT, from_state=ProductState.ARCHIVED)


def require_moved(rows: int, product: Product, target: ProductState) -> None:
    """Raise MoveRefused when a guarded UPDATE found the product in no state from which it may go there."""
    if rows == 0:
        state = ProductState(product.state).label.lower()
        raise MoveRefused(f"“{product.name}” is {state}; from there it cannot become {target.label.lower()}.")


def _move(product_id: int, target: ProductState, from_state: ProductState | None = None) -> None:
    sources = {from_state} if from_state else sources_of(target)
    with transaction.atomic():
        moved = Product.objects.filter(pk=product_id, state__in=sources).update(state=target)
        require_moved(moved, Product.objects.get(pk=product_id), target)
        ring_mirror_relay()
