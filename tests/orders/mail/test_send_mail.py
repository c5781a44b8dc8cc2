"""Sending: once, again after a fault, never what is no longer so, and never an address in a log."""

from datetime import timedelta

import boto3
import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from accounts.errors import MailFault
from accounts.services.mails.claims import CLAIM_HOLDS, MOST_TRIES
from accounts.services.mails.delivery import hand_over
from config.settings.mail import SES
from orders.models import Order, OutgoingMail
from orders.services.cancel_order import cancel_order
from orders.services.history import record
from orders.services.mail.envelope import put_into_envelope
from orders.services.mail.letter import write_letter
from orders.services.mail.send_mail import send_mail
from orders.services.mail.sweep_mails import sweep_mails
from orders.services.mail.try_again import try_again
from orders.states import MailKind, MailState, OrderEventKind
from tests.doubles.post_office import PostOffice
from tests.factories.orders import NOW, placed_order, sold_variant
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db(transaction=True)
DUE = NOW + timedelta(minutes=5)


@pytest.fixture
def order(post_office: PostOffice) -> Order:
    return placed_order((sold_variant(), 1))


@pytest.fixture
def waiting(order: Order) -> OutgoingMail:
    return order.mails.get()


def facts(waiting: OutgoingMail) -> tuple[str, int, str]:
    waiting.refresh_from_db()
    return waiting.state, waiting.tries, waiting.last_error


def test_a_due_mail_goes_to_the_buyer_once(post_office: PostOffice, waiting: OutgoingMail) -> None:
    sent = [send_mail(mail_id=waiting.pk, now=moment) for moment in (NOW, DUE, DUE)]

    assert sent == [False, True, False]
    assert post_office.recipients == ["ada@vitrine.test"]
    assert facts(waiting) == (MailState.SENT, 1, "")
    assert waiting.sent_at == DUE


def test_workers_side_by_side_send_it_once(post_office: PostOffice, waiting: OutgoingMail) -> None:
    post_office.seconds = 0.3

    sent = side_by_side([lambda: send_mail(mail_id=waiting.pk, now=DUE)] * 6)

    assert sorted(sent) == [False] * 5 + [True]
    assert len(post_office.letters) == 1


def test_a_server_that_is_away_is_asked_again_later(post_office: PostOffice, waiting: OutgoingMail) -> None:
    post_office.refusals = ["451 come back"]

    assert not send_mail(mail_id=waiting.pk, now=DUE)
    assert facts(waiting) == (MailState.WAITING, 1, "recipient_refused")
    assert waiting.due_at == DUE + timedelta(minutes=1)
    assert sweep_mails(now=DUE + timedelta(seconds=59)) == 0
    assert send_mail(mail_id=waiting.pk, now=DUE + timedelta(minutes=1))
    assert facts(waiting) == (MailState.SENT, 2, "")


def test_an_address_that_does_not_exist_is_given_up_at_once(
    post_office: PostOffice, waiting: OutgoingMail, caplog: pytest.LogCaptureFixture
) -> None:
    post_office.refusals = ["550 no such box ada@vitrine.test"]

    send_mail(mail_id=waiting.pk, now=DUE)

    assert facts(waiting) == (MailState.FAILED, 1, "recipient_refused")
    ours = [line for line in caplog.records if line.name.startswith(("accounts.", "orders."))]
    assert [line.levelname for line in ours if line.message == "mail_given_up"] == ["ERROR"]
    assert "ada@" not in str([vars(line) for line in ours])


def test_a_mail_is_given_up_after_so_many_tries(post_office: PostOffice, waiting: OutgoingMail) -> None:
    moment, pauses = DUE, []
    for _ in range(MOST_TRIES):
        post_office.refusals = ["451 come back"]
        send_mail(mail_id=waiting.pk, now=moment)
        waiting.refresh_from_db()
        pauses.append(waiting.due_at - moment)
        moment = waiting.due_at

    assert [pause.total_seconds() / 60 for pause in pauses] == [1, 4, 16, 64, 256, 0]
    assert facts(waiting) == (MailState.FAILED, MOST_TRIES, "recipient_refused")


def test_what_a_dead_worker_held_is_sent_under_the_same_name(
    post_office: PostOffice, waiting: OutgoingMail
) -> None:
    # It died after the server had the e-mail and before that was written down.
    hand_over(put_into_envelope(waiting, write_letter(waiting)))
    OutgoingMail.objects.filter(pk=waiting.pk).update(state=MailState.SENDING, claimed_at=DUE, tries=1)

    assert sweep_mails(now=DUE + CLAIM_HOLDS - timedelta(seconds=1)) == 0
    assert sweep_mails(now=DUE + CLAIM_HOLDS) == 1

    first, second = (letter["Message-ID"] for letter in post_office.letters)
    assert first == second == f"<{waiting.public_id}@127.0.0.1>"
    assert facts(waiting) == (MailState.SENT, 2, "")


def test_a_worker_that_lost_its_claim_changes_nothing(post_office: PostOffice, waiting: OutgoingMail) -> None:
    def lose(*_anything: object) -> str:
        OutgoingMail.objects.filter(pk=waiting.pk).update(tries=7)
        raise MailFault("Too late.", code="server_unreachable")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("orders.services.mail.send_mail.hand_over", lose)
        assert not send_mail(mail_id=waiting.pk, now=DUE)

    assert facts(waiting) == (MailState.SENDING, 7, "")


def test_what_is_no_longer_so_is_not_told(
    post_office: PostOffice, order: Order, waiting: OutgoingMail
) -> None:
    cancel_order(order_id=order.public_id, now=NOW)

    assert not send_mail(mail_id=waiting.pk, now=DUE)
    assert facts(waiting) == (MailState.DROPPED, 1, "")
    assert [letter["Subject"] for letter in post_office.letters] == [
        f"Your order {order.number} is cancelled"
    ]


def test_an_address_with_a_line_break_sends_nothing(post_office: PostOffice, order: Order) -> None:
    Order.objects.filter(pk=order.pk).update(email="ada@vitrine.test\nBcc: all@vitrine.test")

    record(order, OrderEventKind.PAID, now=NOW)

    paid = order.mails.get(kind=MailKind.PAID)
    assert facts(paid) == (MailState.FAILED, 1, "bad_message")
    assert post_office.letters == []


def test_nothing_is_sent_inside_a_transaction(waiting: OutgoingMail) -> None:
    message = put_into_envelope(waiting, write_letter(waiting))

    with pytest.raises(MailFault) as fault, transaction.atomic():
        hand_over(message)

    assert fault.value.code == "inside_transaction"


def test_what_was_given_up_is_tried_again_when_somebody_asks(
    post_office: PostOffice, waiting: OutgoingMail
) -> None:
    post_office.refusals = ["550 no such box"]
    send_mail(mail_id=waiting.pk, now=DUE)

    assert [try_again(mail_id=waiting.pk, now=DUE) for _ in range(2)] == [True, False]

    assert facts(waiting) == (MailState.SENT, 1, "")
    assert len(post_office.letters) == 1


def test_ses_takes_it_and_what_it_calls_it_is_kept(settings: Settings) -> None:
    """By the provider's own program against the emulator, whose address is in the environment."""
    settings.EMAIL_BACKEND = SES
    boto3.client("sesv2").create_email_identity(EmailIdentity="vitrine.test")
    waiting = placed_order((sold_variant(), 1)).mails.get()

    assert send_mail(mail_id=waiting.pk, now=DUE)

    assert facts(waiting) == (MailState.SENT, 1, "")
    assert waiting.message_id.endswith("email.amazonses.com")


def test_a_provider_that_is_away_is_asked_again_later(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_BACKEND = SES
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    waiting = placed_order((sold_variant(), 1)).mails.get()

    assert not send_mail(mail_id=waiting.pk, now=DUE)

    assert facts(waiting) == (MailState.WAITING, 1, "server_refused")
