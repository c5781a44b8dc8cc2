"""Which categories a search looks into."""

from django.core.cache import cache

from catalog.models import Category

KEEP_SECONDS = 30


def shelves_below(slug: str) -> list[int]:
    """The category at this address and all below it, by primary key; up to half a minute old. Empty where no category is."""
    key = f"search:below:{slug}"
    found: list[int] | None = cache.get(key)
    if found is None:
        above = Category.objects.filter(slug=slug).values_list("path", flat=True).first()
        below = Category.objects.filter(path__startswith=above) if above else Category.objects.none()
        found = list(below.order_by("pk").values_list("pk", flat=True))
        cache.set(key, found, KEEP_SECONDS)
    return found
