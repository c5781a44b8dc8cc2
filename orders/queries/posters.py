"""Which picture stands for what is in a cart or an order."""

from collections.abc import Iterable

from assets3d.models import Rendition
from assets3d.states import RenditionRole
from assets3d.storage import public_url


def poster_keys(wanted: Iterable[tuple[int, str]]) -> dict[tuple[int, str], str]:
    """Storage keys by (conversion, material variant); the model's own look stands in for a missing variant's."""
    pairs = set(wanted)
    if not pairs:
        return {}
    conversions = {conversion_id for conversion_id, _ in pairs}
    # Rows of carts and orders are small: the smallest of the three will do.
    rows = Rendition.objects.filter(conversion__in=conversions, role=RenditionRole.POSTER_256)
    found = {(row.conversion_id, row.material_variant): row.key for row in rows}
    keys = {pair: found.get(pair) or found.get((pair[0], "")) for pair in pairs}
    return {pair: key for pair, key in keys.items() if key}


def poster_url(key: str) -> str:
    """Where browsers load this poster; "" for no poster."""
    return public_url(key) if key else ""
