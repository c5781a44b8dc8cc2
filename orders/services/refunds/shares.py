"""Share an amount out. Pure: sums of rounded parts equal the whole."""

from collections.abc import Sequence


def share_out(amount: int, weights: Sequence[int]) -> list[int]:
    """`amount` minor units in proportion to `weights`, by largest remainder; the first of equal ones gets more.

    ValueError when something is to be shared among nothing.
    """
    whole = sum(weights)
    if not whole:
        if amount:
            raise ValueError("There is nothing to share this amount among.")
        return [0] * len(weights)
    parts = [divmod(amount * weight, whole) for weight in weights]
    left = amount - sum(floor for floor, _ in parts)
    by_remainder = sorted(range(len(parts)), key=lambda position: -parts[position][1])
    more = set(by_remainder[:left])
    return [floor + (position in more) for position, (floor, _) in enumerate(parts)]
