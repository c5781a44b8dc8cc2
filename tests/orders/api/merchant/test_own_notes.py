"""Notes beside an order over the API: the merchant's own and the shop's."""

import pytest
from django.utils import timezone

from orders.models import Order, OrderEvent
from orders.services.add_note import add_note
from tests.catalog.api.writing.program import Program
from tests.factories.accounts import UserFactory
from tests.factories.orders import sold_variant, written_order
from tests.factories.selling import works_for

pytestmark = pytest.mark.django_db


def address_of(order: Order) -> str:
    return f"/api/v1/merchant/orders/{order.number}/notes/"


def test_program_writes_a_note_once_and_reads_whose_concern_it() -> None:
    program, other = Program(), Program()
    order = written_order(sold_variant(merchant=program.merchant), sold_variant(merchant=other.merchant))
    person, shop = works_for(program.merchant), UserFactory.create(is_superuser=True)
    for actor, text in ((person, "Fragile."), (works_for(other.merchant), "Secret."), (shop, "A friend.")):
        add_note(order_id=order.public_id, actor=actor, text=text, now=timezone.now())

    written, again = (
        program.ask("POST", address_of(order), {"text": " Ring twice. "}, Idempotency_Key="one")
        for _ in range(2)
    )

    assert (written.status, written.document["text"]) == (201, "Ring twice.")
    assert again.answer.content == written.answer.content
    told = program.ask("GET", address_of(order)).document["items"]
    assert [(note["text"], note["who"], note["is_own"]) for note in told] == [
        ("Fragile.", person.get_full_name(), True),
        ("A friend.", shop.get_full_name(), False),
        ("Ring twice.", "", True),
    ]


@pytest.mark.parametrize("text", ["", "  ", "x" * 2_001, None, "\0"])
def test_note_that_says_nothing_or_too_much_is_refused(text: object) -> None:
    program = Program()
    order = written_order(sold_variant(merchant=program.merchant))

    assert list(program.ask("POST", address_of(order), {"text": text}).places) == ["#/text"]
    assert not OrderEvent.objects.exists()
