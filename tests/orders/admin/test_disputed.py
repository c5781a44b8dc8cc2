"""Orders that are disputed at the buyer's bank are found, and their page says what that means."""

import pytest
from django.test import Client

from orders.models import Order
from orders.services.ship_lines import ship_lines
from orders.states import PaymentEventKind
from tests.factories.accounts import MerchantFactory
from tests.factories.orders import NOW, sold_variant
from tests.factories.selling import paid_order
from tests.orders.admin.conftest import LIST, staff_of
from tests.orders.admin.test_offered import offered
from tests.orders.disputes.test_follow_disputes import LOST_MINOR, said, say

pytestmark = pytest.mark.django_db(transaction=True)

SENTENCE = "Disputed at the buyer"


@pytest.fixture
def disputed() -> Order:
    order = paid_order((sold_variant(), 1))
    say([said(order, PaymentEventKind.DISPUTED, "dp_1", LOST_MINOR)])
    return order


def is_listed(client: Client, order: Order, **asked: str) -> bool:
    return f"{LIST}{order.pk}/change/" in client.get(LIST, asked).content.decode()


def page_of(client: Client, order: Order) -> str:
    return client.get(f"{LIST}{order.pk}/change/").content.decode()


def end(order: Order, kind: PaymentEventKind) -> None:
    say([said(order, kind, "dp_1", LOST_MINOR)])


def test_while_it_is_disputed_it_is_found_and_nothing_is_offered_that_is_refused(
    disputed: Order, owner_client: Client
) -> None:
    seller = staff_of(disputed.lines.get().merchant)

    for client in (owner_client, seller):
        assert is_listed(client, disputed, attention="disputed")
        assert not is_listed(client, disputed, to_do="ship")
        assert SENTENCE in page_of(client, disputed)
        assert "Not shipped while it is disputed" in page_of(client, disputed)
        assert offered(client, disputed) == set()
    assert "Answer the bank in the payment provider" in page_of(owner_client, disputed)
    assert "Whoever runs the shop answers the bank." in page_of(seller, disputed)
    assert not is_listed(staff_of(MerchantFactory.create()), disputed, attention="disputed")


def test_what_was_won_is_found_no_more(disputed: Order, owner_client: Client) -> None:
    end(disputed, PaymentEventKind.DISPUTE_WON)

    assert not is_listed(owner_client, disputed, attention="disputed")
    assert is_listed(owner_client, disputed, to_do="ship")
    assert SENTENCE not in page_of(owner_client, disputed)
    assert offered(owner_client, disputed) == {"ship", "refund", "cancel"}


def test_what_was_lost_is_found_until_it_is_shipped(disputed: Order, owner_client: Client) -> None:
    end(disputed, PaymentEventKind.DISPUTE_LOST)

    assert is_listed(owner_client, disputed, attention="disputed")
    text = page_of(owner_client, disputed)
    assert SENTENCE not in text
    assert "Taken back by the buyer&#x27;s bank" in text
    assert "Given back by the bank" in text
    assert "Given back by the bank" in Client().get(f"/orders/{disputed.public_id}/").content.decode()
    ship_lines(order_id=disputed.public_id, actor=disputed.lines.get().merchant, now=NOW)
    assert not is_listed(owner_client, disputed, attention="disputed")
