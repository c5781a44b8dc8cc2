"""Which happenings leave an e-mail to be sent, and that it stands or falls with them."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction

from orders.models import Order, OutgoingMail
from orders.services.cancel_order import cancel_order
from orders.services.history import record
from orders.services.mail.queue_mail import PATIENCE, TOLD
from orders.states import HAD_GONE, MailKind, MailState, OrderEventKind
from tests.factories.orders import NOW, placed_order, sold_variant

pytestmark = pytest.mark.django_db(transaction=True)


def waiting(order: Order) -> list[tuple[str, str, timedelta]]:
    return [(one.kind, one.state, one.due_at - NOW) for one in order.mails.order_by("pk")]


def test_an_order_is_told_of_when_it_is_still_not_paid_after_a_while() -> None:
    order = placed_order((sold_variant(), 1))

    assert waiting(order) == [(MailKind.RECEIVED, MailState.WAITING, timedelta(minutes=5))]
    assert mail.outbox == []


def test_each_happening_that_concerns_the_buyer_leaves_one_mail_and_others_none() -> None:
    order = placed_order((sold_variant(), 1))
    OutgoingMail.objects.all().delete()

    for kind in OrderEventKind:
        record(order, kind, now=NOW, data={HAD_GONE: True})

    kinds = list(order.mails.order_by("pk").values_list("event__kind", "kind"))
    assert kinds == [(kind, TOLD[kind]) for kind in OrderEventKind if kind in TOLD]
    # Of what was never taken only that is told which was set aside by mistake.
    assert {TOLD[kind] for kind, _ in kinds} == set(MailKind) - {MailKind.LET_GO}


def test_a_mail_is_sent_when_the_change_is_committed() -> None:
    order = placed_order((sold_variant(), 1))

    with transaction.atomic():
        cancel_order(order_id=order.public_id, now=NOW)
        assert mail.outbox == []

    assert [message.to for message in mail.outbox] == [["ada@vitrine.test"]]


def test_a_change_that_is_undone_leaves_no_mail() -> None:
    order = placed_order((sold_variant(), 1))

    with transaction.atomic():
        cancel_order(order_id=order.public_id, now=NOW)
        transaction.set_rollback(True)

    assert [kind for kind, *_ in waiting(order)] == [MailKind.RECEIVED]
    assert mail.outbox == []


def test_only_what_may_come_to_nothing_waits() -> None:
    assert set(PATIENCE) == {MailKind.RECEIVED}
