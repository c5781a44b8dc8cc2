"""How many of one thing a cart line may hold."""

from orders.errors import CartRefused
from orders.models import MAX_QUANTITY


def require_quantity(quantity: int) -> None:
    """CartRefused unless a person could mean this quantity."""
    if not 1 <= quantity <= MAX_QUANTITY:
        raise CartRefused(f"Please choose a quantity between 1 and {MAX_QUANTITY}.")


def as_many_as_there_are(wanted: int, *, available: int) -> int:
    """`wanted`, or less where the stock or the limit of a line is less."""
    return min(wanted, available, MAX_QUANTITY)
