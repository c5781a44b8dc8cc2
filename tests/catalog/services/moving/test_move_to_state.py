"""What a list says of a product's state, and what becomes of one that is scheduled."""

from datetime import datetime, timedelta

import pytest

from catalog.models import Product
from catalog.services.schedule_product import schedule_product
from catalog.states import ListFormat, ProductState
from tests.catalog.services.moving.conftest import Send

pytestmark = pytest.mark.django_db

LAMP = "handle,title,state,sku,variant,price\nlamp,Lamp,{},L-1,White,9.90\n"


@pytest.mark.parametrize("state", ["scheduled", "draft", "published"])
def test_scheduled_product_stays_so_unless_the_list_says_otherwise(
    state: str, bring: Send, now: datetime
) -> None:
    bring(LAMP.format("scheduled"), ListFormat.VITRINE)
    brought = Product.objects.get()
    schedule_product(product_id=brought.pk, publish_at=now + timedelta(days=1), now=now)

    bring(LAMP.format(state), ListFormat.VITRINE)

    assert (brought.state, Product.objects.get().state) == (ProductState.DRAFT, state)
