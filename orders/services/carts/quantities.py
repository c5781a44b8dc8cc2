"""What may be put into a cart: how many of one thing, and how many things."""

from orders.errors import CartRefused
from orders.models import MAX_LINES, MAX_QUANTITY, MAX_SAVED, Cart
from orders.queries.carts.offers import Offer


def require_quantity(quantity: int) -> None:
    """CartRefused unless a person could mean this quantity."""
    if not 1 <= quantity <= MAX_QUANTITY:
        raise CartRefused(f"Please choose a quantity between 1 and {MAX_QUANTITY}.")


def as_many_as_there_are(wanted: int, *, available: int) -> int:
    """`wanted`, or less where the stock or the limit of a line is less."""
    return min(wanted, available, MAX_QUANTITY)


def require_offer(offer: Offer | None) -> Offer:
    """This offer. CartRefused when there is none, or nothing is left of it."""
    if offer is None:
        raise CartRefused("This is not sold here any more.")
    if offer.available == 0:
        raise CartRefused(f"{offer.name} is sold out.")
    return offer


def require_room(lines: int) -> None:
    """CartRefused when a cart with so many lines to buy cannot take one more."""
    if lines >= MAX_LINES:
        raise CartRefused(f"A cart holds at most {MAX_LINES} different things.")


def require_room_for_later(cart: Cart) -> None:
    """CartRefused when this cart, whose row is locked, cannot put one more thing aside."""
    if cart.lines.exclude(saved_at=None).count() >= MAX_SAVED:
        raise CartRefused(f"You can put at most {MAX_SAVED} things aside. Please remove one first.")
