"""Share an amount out so that the parts add up to it."""

from collections.abc import Sequence


def share(minor: int, weights: Sequence[int]) -> list[int]:
    """`minor` in whole units by these weights, none of them negative; the parts' sum is `minor`, whatever its sign.

    Largest remainder: each part is rounded towards zero, and what is left goes, one unit each, to those that lost
    most by it, the first of equals first. With nothing to go by, the first part is all. ValueError without weights.
    """
    if not weights:
        raise ValueError("There is nobody to share among.")
    whole = sum(weights)
    if not whole:
        return [minor, *[0] * (len(weights) - 1)]
    sign = -1 if minor < 0 else 1
    parts = [abs(minor) * weight // whole for weight in weights]
    lost = [abs(minor) * weight % whole for weight in weights]
    left = abs(minor) - sum(parts)
    for position in sorted(range(len(weights)), key=lambda one: (-lost[one], one))[:left]:
        parts[position] += 1
    return [sign * part for part in parts]
