from collections.abc import Callable

import pytest
from django.core.cache import cache

from catalog.mirror import read
from catalog.models import Category, MirrorEntry, Product
from tests.conftest import empty_mirror


@pytest.fixture
def fresh_shop() -> Callable[[], None]:
    """`fresh_shop()`: nothing is sold, mirrored, remembered or waiting any more."""

    def empty() -> None:
        Product.objects.all().delete()
        Category.objects.all().delete()
        MirrorEntry.objects.all().delete()
        empty_mirror()
        cache.clear()
        read._table_breaker.close()

    return empty
