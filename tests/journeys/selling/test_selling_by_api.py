"""A sale by programs alone, over HTTP: from a cart to money that went back, with a receiver that is told of all of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from accounts import tasks
from accounts.models import WebhookEndpoint
from accounts.services.webhooks.deliver import deliver
from accounts.services.webhooks.endpoints import renew_secret
from accounts.services.webhooks.secrets import current_secret
from catalog.models import Variant
from tests.accounts.services.webhooks.receiver import Receiver, endpoint_at, receiving
from tests.catalog.api.writing.program import Program as Seller
from tests.factories.orders import make_voucher, sold_variant, stock_of
from tests.journeys.selling.program import Heard, Program, is_signed, press

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = {"name": "Ada Byron", "line1": "Linden 3", "postcode": "1010", "city": "Wien", "country": "AT"}


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    with receiving("204 No Content") as listening:
        monkeypatch.setattr(tasks, "deliver", partial(deliver, rules=listening.rules))
        yield listening


@dataclass(frozen=True)
class Sale:
    """What is sold, by whom, and who else sells in the same order."""

    variant: Variant
    shopper: Program
    seller: Program
    neighbour: Program
    order: Heard

    @property
    def number(self) -> int:
        number: int = self.order.document["number"]
        return number

    @property
    def held(self) -> str:
        """The order's address for its buyer."""
        return f"orders/{self.order.document['id']}/"

    def part(self, action: str = "") -> str:
        return f"merchant/orders/{self.number}/{action}"


def ordered(shopper: Program, oak: Variant, ash: Variant) -> Heard:
    """Cart, quote, checkout."""
    lines = [{"variant": oak.pk, "quantity": 3}, {"variant": ash.pk, "quantity": 1}]
    cart = f"carts/{shopper.ask('POST', 'carts/', {'lines': lines}).document['token']}/"
    wish = {"country": "AT", "voucher_code": "SPRING"}
    quote = shopper.ask("POST", f"{cart}quote/", wish).document
    body: dict[str, Any] = {
        "email": "ada@vitrine.test",
        "shipping_address": ADDRESS,
        "billing_address": {**ADDRESS, "company": "Engines", "line1": "Hof 1"},
        "expected_total": quote["totals"]["total"]["amount"],
        "shipping_method": quote["shipping_methods"][0]["id"],
        "voucher_code": "SPRING",
        "terms_accepted": True,
    }
    wrong = shopper.ask("POST", f"{cart}checkout/", {**body, "expected_total": "1.00"}, request_key="first")
    placed, again = (shopper.ask("POST", f"{cart}checkout/", body, request_key="second") for _ in range(2))
    assert (wrong.status, wrong.document["code"]) == (409, "price_changed")
    assert (placed.status, again.document) == (201, placed.document)
    return placed


@pytest.fixture
def sale(live_server: LiveServer, receiver: Receiver) -> Sale:
    """Ordered and paid; whoever sells the larger part is told of everything."""
    seller, neighbour = Seller(), Seller()
    oak = sold_variant(price=2500, on_hand=5, merchant=seller.merchant)
    ash = sold_variant(price=1000, merchant=neighbour.merchant)
    make_voucher("SPRING", percent=10)
    endpoint_at(receiver.url, seller.merchant)
    shopper = Program(live_server.url)
    placed = ordered(shopper, oak, ash)
    assert press(placed.document["payment_url"], outcome="pay") == 200
    return Sale(
        variant=oak,
        shopper=shopper,
        seller=Program(live_server.url, seller.new.token),
        neighbour=Program(live_server.url, neighbour.new.token),
        order=shopper.ask("GET", placed.headers["Location"]),
    )


def test_programs_sell_ship_take_back_and_give_back(sale: Sale, receiver: Receiver) -> None:
    assert sale.order.document["payment_state"] == "captured"
    assert sale.order.document["total"]["amount"] == "81.40"
    assert stock_of(sale.variant) == (5, 3)

    (own,) = sale.seller.ask("GET", "merchant/orders/?to_do=ship").document["items"]
    (line,) = own["lines"]
    assert (own["number"], line["quantity"]) == (sale.number, 3)
    ship(sale, line["id"])
    take_back(sale, line["id"])
    give_back(sale)

    final = sale.shopper.ask("GET", sale.held).document
    assert (final["fulfilment_state"], final["refunded"]["amount"]) == ("partly", "22.50")
    assert stock_of(sale.variant) == (4, 1)
    assert sale.neighbour.ask("GET", sale.part("returns/")).document == {"items": []}
    # An instant may hold the digits, but not like this.
    assert "'22.50'" not in str(sale.neighbour.ask("GET", sale.part()).document)


def ship(sale: Sale, line: int) -> None:
    """Two of three, once however often it is said."""
    parcel = {"lines": [{"line": line, "quantity": 2}], "carrier": "dhl", "tracking_number": "0033"}
    shipped, again = (
        sale.seller.ask("POST", sale.part("fulfilments/"), parcel, request_key="parcel") for _ in range(2)
    )
    many = sale.seller.ask(
        "POST", sale.part("fulfilments/"), {**parcel, "lines": [{"line": line, "quantity": 2}]}
    )
    right = sale.seller.ask("PUT", sale.part("fulfilments/1/"), {"carrier": "dhl", "tracking_number": "0034"})

    assert (shipped.status, shipped.document["fulfilment_state"]) == (201, "partly")
    assert again.document == shipped.document
    assert (many.status, many.document["code"]) == (409, "shipment_refused")
    (shown,) = sale.shopper.ask("GET", sale.held).document["shipments"]
    assert (shown["tracking_number"], right.document["shipments"]) == ("0034", [shown])


def take_back(sale: Sale, line: int) -> None:
    """One that is broken and one that can be sold again."""
    body = {"lines": [{"line": line, "quantity": 1}], "reason": "damaged", "note": "A leg is loose."}
    announced = sale.shopper.ask("POST", f"{sale.held}returns/", body)
    received = sale.seller.ask(
        "POST", sale.part("returns/1/receive/"), {"lines": [{"line": line, "quantity": 1}]}
    )

    assert (announced.status, announced.document["returns"][0]["state"]) == (201, "requested")
    assert (received.status, received.document["state"]) == (200, "received")


def give_back(sale: Sale) -> None:
    """What one cost, less the voucher."""
    body = {"amount": "22.50", "reason": "return"}
    refund, again = (
        sale.seller.ask("POST", sale.part("refunds/"), body, request_key="refund") for _ in range(2)
    )
    greedy = sale.neighbour.ask("POST", sale.part("refunds/"), {"amount": "22.50", "reason": "goodwill"})

    assert (refund.status, again.document) == (201, refund.document)
    assert (greedy.status, greedy.document["code"]) == (409, "refund_refused")
    (listed,) = sale.seller.ask("GET", sale.part("refunds/")).document["items"]
    assert (listed["id"], listed["state"]) == (refund.document["id"], "succeeded")


def test_everything_is_told_signed_and_can_be_looked_up(sale: Sale, receiver: Receiver) -> None:
    (line,) = sale.seller.ask("GET", sale.part()).document["lines"]
    ship(sale, line["id"])
    take_back(sale, line["id"])
    give_back(sale)

    documents = [message.document for message in receiver.messages]
    (hook,) = sale.seller.ask("GET", "merchant/webhooks/").document["items"]
    log = sale.seller.ask("GET", f"merchant/webhooks/{hook['id']}/deliveries/").document["items"]

    assert [document["type"] for document in documents] == [
        "order.placed",
        "order.paid",
        "order.fulfilled",
        "order.tracking_changed",
        "order.return_requested",
        "order.return_received",
        "order.refund_requested",
        "order.refunded",
    ]
    assert {document["data"]["order"]["number"] for document in documents} == {sale.number}
    assert documents[5]["data"]["particulars"]["return"]["number"] == 1
    assert [item["event"] for item in reversed(log)] == [document["type"] for document in documents]
    assert {(item["state"], item["status"]) for item in log} == {("sent", 204)}
    secret = current_secret(WebhookEndpoint.objects.get())
    assert all(is_signed(message, secret) for message in receiver.messages)


def test_message_is_sent_again_signed_with_both_secrets_while_they_change(
    sale: Sale, receiver: Receiver
) -> None:
    endpoint = WebhookEndpoint.objects.get()
    former = current_secret(endpoint)
    renew_secret(endpoint_id=endpoint.pk, now=timezone.now())
    endpoint.refresh_from_db()
    deliveries = f"merchant/webhooks/{endpoint.pk}/deliveries/"
    newest, _ = sale.seller.ask("GET", deliveries).document["items"]

    again = sale.seller.ask("POST", f"{deliveries}{newest['id']}/again/")

    first, last = receiver.messages[-2:]
    assert again.status == 202
    assert (last.headers["webhook-id"], last.body) == (first.headers["webhook-id"], first.body)
    assert is_signed(last, former)
    assert is_signed(last, current_secret(endpoint))
    assert not is_signed(first, current_secret(endpoint))
