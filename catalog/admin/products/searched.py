"""Searches products by parts of their names, addresses and article numbers, each by an index of its own."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.text import smart_split

from catalog.models import Product, Variant

# Whoever types what stands in more article numbers than this has to type more of it.
MOST_ARTICLES = 1_000


def products_with(request: HttpRequest, products: QuerySet[Product], text: str) -> QuerySet[Product]:
    """Those with every word in the name, the address or an article number."""
    words = [word.strip("\"'") for word in smart_split(text)]
    words = [word for word in words if word]
    articles = _articles_with(request, words)
    for word in words:
        # Asked for in the same statement, PostgreSQL would walk through all variants for each product.
        with_article = {product for product, sku in articles if word.casefold() in sku.casefold()}
        products = products.filter(Q(name__icontains=word) | Q(slug__icontains=word) | Q(pk__in=with_article))
    return products


def _articles_with(request: HttpRequest, words: Sequence[str]) -> Sequence[tuple[int, str]]:
    """Products and article numbers in which one of the words stands."""
    if not words:
        return ()
    wanted = Q.create([("sku__icontains", word) for word in words], connector=Q.OR)
    variants = Variant.objects.all().for_actor(request.user).filter(wanted)
    return list(variants.values_list("product_id", "sku")[:MOST_ARTICLES])
