"""What lists say of reduced prices."""

import pytest

from catalog.models import Price
from tests.catalog.services.moving.conftest import Send

pytestmark = pytest.mark.django_db

LAMP = "Handle,Title,Variant SKU,Variant Price\nlamp,Lamp,L-1,{price}\n"
COMPARED = "Handle,Title,Variant SKU,Variant Price,Variant Compare At Price\nlamp,Lamp,L-1,{price},{before}\n"


def charged() -> tuple[int, int | None]:
    return Price.objects.current("EUR").values_list("amount_minor", "compare_at_minor").get()


def test_reduction_is_taken_kept_and_ended(bring: Send) -> None:
    bring(LAMP.format(price="39.90"))

    bring(COMPARED.format(price="39.90", before="49.90"))
    assert charged() == (3990, 4990)
    bring(LAMP.format(price="29.90"))
    assert charged() == (2990, 4990)
    again = bring(LAMP.format(price="29.90"))
    again.refresh_from_db()
    assert (again.changed, again.unchanged) == (0, 1)
    bring(COMPARED.format(price="29.90", before=""))

    assert charged() == (2990, None)
