"""How often the database is asked for one more product of a list."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.states import AttributeKind, ListFormat
from tests.catalog.services.moving.conftest import Send, counts, run_whole
from tests.factories.catalog import make_attribute

pytestmark = pytest.mark.django_db

COLUMNS = "handle,title,sku,price,stock,option_1,value_1,collections,state,attribute:height\n"


def listed(products: int, variants: int) -> str:
    """A list of products that say something of everything, with so many variants each."""
    lines = [
        f"lamp-{number},Lamp,L-{number}-{place},49.90,3,Colour,C{place},Lamps,archived,20\n"
        for number in range(products)
        for place in range(variants)
    ]
    return COLUMNS + "".join(lines)


def statements(send: Send, *, products: int, variants: int, outcome: str = "created") -> int:
    """What checking such a list asks of the database."""
    job = send(listed(products, variants), ListFormat.VITRINE)
    with CaptureQueriesContext(connection) as queries:
        run_whole(job)
    assert counts(job)[0] == "checked"
    assert getattr(job, outcome) == products
    return len(queries)


@pytest.fixture(autouse=True)
def _height() -> None:
    make_attribute(AttributeKind.NUMBER, name="Height")


def test_one_more_new_product_asks_little(send: Send) -> None:
    two, three = (statements(send, products=number, variants=2) for number in (2, 3))

    assert three - two == 25


def test_one_more_variant_asks_nothing(send: Send) -> None:
    assert statements(send, products=1, variants=2) == statements(send, products=1, variants=9)


def test_one_more_product_that_says_nothing_new_asks_little(bring: Send, send: Send) -> None:
    bring(listed(3, 2), ListFormat.VITRINE)

    two, three = (statements(send, products=number, variants=2, outcome="unchanged") for number in (2, 3))

    assert three - two == 16
