from collections.abc import Callable

import pytest
from django.core.cache import cache

from catalog.mirror.reading import places
from catalog.models import Attribute, Category, Collection, MirrorEntry, Product, ProductChange
from tests.conftest import empty_mirror


@pytest.fixture
def fresh_shop() -> Callable[[], None]:
    """`fresh_shop()`: nothing is sold, mirrored, remembered or waiting any more."""

    def empty() -> None:
        for model in (Product, Collection, Attribute, Category, MirrorEntry, ProductChange):
            model.objects.all().delete()
        empty_mirror()
        cache.clear()
        places._table_breaker.close()

    return empty
