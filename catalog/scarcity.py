"""How exactly shoppers are told how many are left."""

# From this many on, shoppers are only told "in stock". Below it they are told how many are left, and
# every step changes the product's document. The trigger of `Stock` compares with the same number.
PLENTY = 5


def shown_as_left(available: int) -> int:
    """The number that shoppers see for `available` pieces: never below nothing, never above PLENTY."""
    return max(0, min(available, PLENTY))
