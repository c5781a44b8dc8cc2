"""Measures what shoppers and programs read: lists out of the mirror and out of PostgreSQL, a category with facets."""

from collections.abc import Callable, Iterator
from http import HTTPStatus

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from catalog.management.sample.words import SHELVES
from catalog.mirror.read import MAX_LIMIT
from catalog.mirror.source import load_newest
from catalog.models import Product
from tests.benchmarks.catalog.costs import Cost, cost_of, typical

PAGE = 24
_REPEATS = 15


def get(client: Client, address: str) -> Cost:
    """What answering costs. Raises RuntimeError when the answer is another than it should be."""
    answer, cost = cost_of(lambda: client.get(address))
    require_answer(answer, address)
    return cost


def require_answer(answer: HttpResponseBase, address: str) -> None:
    """Raise RuntimeError where the answer is none: its cost would flatter."""
    if answer.status_code != HTTPStatus.OK:
        raise RuntimeError(f"{address} answered {answer.status_code}.")


def in_turn(one: Callable[[], Cost], other: Callable[[], Cost]) -> tuple[Cost, Cost]:
    """What both cost, measured in turn, so that a moment in which the machine is busy strikes both."""
    pairs = [(one(), other()) for _ in range(_REPEATS)]
    return typical([first for first, _ in pairs]), typical([last for _, last in pairs])


def list_out_of_the_mirror(mirrored: int) -> tuple[Cost, Cost]:
    """The first and the last page of the API's list, without Redis, which would answer both alike."""
    client, address = Client(), reverse("catalog-api:products")
    last = _last_page(client, f"{address}?limit={MAX_LIMIT}", mirrored)
    return in_turn(lambda: _uncached(client, f"{address}?limit={MAX_LIMIT}"), lambda: _uncached(client, last))


def _uncached(client: Client, address: str) -> Cost:
    cache.clear()
    return get(client, address)


def _last_page(client: Client, address: str, mirrored: int) -> str:
    """The last full page: walks along `next`, as programs do."""
    for _ in range(mirrored // MAX_LIMIT - 1):
        answer = client.get(address)
        require_answer(answer, address)
        following = answer.json()["next"]
        if following is None:
            break
        address = following
    return address


def list_out_of_postgresql() -> tuple[Cost, Cost]:
    """The statement of the first and the last page while the mirror is away."""
    oldest = Product.objects.for_sale(settings.SHOP_CURRENCY).order_by("published_at", "pk")[PAGE]
    if oldest.published_at is None:
        raise LookupError("What is published has a date.")
    before = (oldest.published_at.isoformat(), oldest.pk)
    return in_turn(
        lambda: cost_of(lambda: load_newest(None, None, PAGE))[1],
        lambda: cost_of(lambda: load_newest(None, before, PAGE))[1],
    )


def categories_with_facets() -> Iterator[tuple[str, Cost]]:
    """Each category of the sample in the API, with its facets."""
    client = Client()
    for shelf in SHELVES:
        address = f"{reverse('catalog-api:products')}?category={shelf.slug}&facets=true&limit={PAGE}"
        require_answer(client.get(address), address)
        yield shelf.slug, typical([get(client, address) for _ in range(_REPEATS)])
