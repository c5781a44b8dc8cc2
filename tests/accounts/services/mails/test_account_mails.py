"""E-mails about accounts: sealed while they wait, sent once, tried again, wiped at their end, and in no log."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django.fixtures import Settings

from accounts.errors import MailFault
from accounts.models import AccountMail
from accounts.services.mails.claims import CLAIM_HOLDS, MOST_TRIES
from accounts.services.mails.queue_mail import Written, queue_mail
from accounts.services.mails.send_mail import send_mail
from accounts.services.mails.sweep_mails import KEPT, forget_old_mails, sweep_mails
from accounts.states import DeliveryState
from tests.doubles.post_office import PostOffice
from tests.factories.orders import NOW
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db(transaction=True)

LINK = "https://vitrine.test/account/password/reset/1-secret/"
WRITTEN = Written(to="ada@vitrine.test", subject="A new password", text=f"Follow {LINK}")


@pytest.fixture
def waiting(post_office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> AccountMail:
    """Its bell was lost."""
    with monkeypatch.context() as patch:
        patch.setattr("accounts.tasks.sending.send_mail", lambda **_: None)
        queue_mail(WRITTEN, kind="password_reset_key", now=NOW)
    return AccountMail.objects.get()


def facts(mail: AccountMail) -> tuple[str, int, str, bool]:
    """State, tries, what went wrong, and whether it still holds what it says."""
    mail.refresh_from_db()
    return mail.state, mail.tries, mail.last_error, bool(mail.sealed)


def test_it_is_sent_once_that_is_committed_and_wiped(post_office: PostOffice) -> None:
    with transaction.atomic():
        queue_mail(WRITTEN, kind="password_reset_key", now=NOW)
        assert post_office.letters == []

    (letter,) = post_office.letters
    mail = AccountMail.objects.get()
    assert {name: letter[name] for name in ("To", "Subject", "Message-ID", "Auto-Submitted")} == {
        "To": "ada@vitrine.test",
        "Subject": "A new password",
        "Message-ID": f"<{mail.public_id}@127.0.0.1>",
        "Auto-Submitted": "auto-generated",
    }
    assert LINK in str(letter.get_content())
    assert facts(mail) == (DeliveryState.SENT, 1, "", False)


def test_what_is_undone_is_told_to_nobody(post_office: PostOffice) -> None:
    with transaction.atomic():
        queue_mail(WRITTEN, kind="password_reset_key", now=NOW)
        transaction.set_rollback(True)

    assert (AccountMail.objects.count(), post_office.letters) == (0, [])


def test_neither_address_nor_link_can_be_read_in_the_database(waiting: AccountMail) -> None:
    row = str(AccountMail.objects.values().get())

    assert not [word for word in ("ada", "secret", "vitrine.test", "A new password") if word in row]


def test_workers_side_by_side_send_it_once(post_office: PostOffice, waiting: AccountMail) -> None:
    post_office.seconds = 0.3

    sent = side_by_side([lambda: send_mail(mail_id=waiting.pk, now=NOW)] * 4)

    assert sorted(sent) == [False] * 3 + [True]
    assert len(post_office.letters) == 1


def test_a_server_that_is_away_is_asked_again_later(post_office: PostOffice, waiting: AccountMail) -> None:
    post_office.refusals = ["451 come back"]

    assert not send_mail(mail_id=waiting.pk, now=NOW)
    assert facts(waiting) == (DeliveryState.WAITING, 1, "recipient_refused", True)
    assert sweep_mails(now=NOW + timedelta(seconds=59)) == 0
    assert send_mail(mail_id=waiting.pk, now=NOW + timedelta(minutes=1))
    assert facts(waiting) == (DeliveryState.SENT, 2, "", False)


def test_it_is_given_up_after_so_many_tries_and_no_log_names_anybody(
    post_office: PostOffice, waiting: AccountMail, caplog: pytest.LogCaptureFixture
) -> None:
    moment = NOW
    for _ in range(MOST_TRIES):
        post_office.refusals = ["451 ada@vitrine.test is busy"]
        send_mail(mail_id=waiting.pk, now=moment)
        waiting.refresh_from_db()
        moment = waiting.due_at

    assert facts(waiting) == (DeliveryState.FAILED, MOST_TRIES, "recipient_refused", False)
    assert moment - NOW == timedelta(minutes=1 + 4 + 16 + 64 + 256)
    ours = [vars(line) for line in caplog.records if line.name.startswith("accounts.")]
    assert [line["levelname"] for line in ours] == ["WARNING"] * (MOST_TRIES - 1) + ["ERROR"]
    assert not [word for word in ("ada@", "secret") if word in str(ours)]


def test_a_key_that_has_changed_gives_it_up(
    post_office: PostOffice, waiting: AccountMail, settings: Settings
) -> None:
    settings.SECRET_KEY = "another key than before"

    assert not send_mail(mail_id=waiting.pk, now=NOW)

    assert (facts(waiting), post_office.letters) == ((DeliveryState.FAILED, 1, "key_changed", False), [])


def test_what_a_dead_worker_held_is_sent_or_given_up(post_office: PostOffice, waiting: AccountMail) -> None:
    died = {"state": DeliveryState.SENDING, "claimed_at": NOW}
    AccountMail.objects.update(**died, tries=1)
    worn_out = AccountMail.objects.create(kind="x", sealed="x", due_at=NOW, tries=MOST_TRIES, **died)

    assert sweep_mails(now=NOW + CLAIM_HOLDS - timedelta(seconds=1)) == 0
    assert sweep_mails(now=NOW + CLAIM_HOLDS) == 1

    assert facts(waiting) == (DeliveryState.SENT, 2, "", False)
    assert facts(worn_out) == (DeliveryState.FAILED, MOST_TRIES, "worker_died", False)
    assert len(post_office.letters) == 1


def test_a_worker_that_lost_its_claim_changes_nothing(
    waiting: AccountMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(*_anything: object) -> str:
        AccountMail.objects.filter(pk=waiting.pk).update(tries=5)
        raise MailFault("Too late.", code="server_unreachable")

    monkeypatch.setattr("accounts.services.mails.send_mail.hand_over", lose)

    assert not send_mail(mail_id=waiting.pk, now=NOW)
    assert facts(waiting) == (DeliveryState.SENDING, 5, "", True)


def test_old_ones_are_forgotten_once_they_are_over(waiting: AccountMail) -> None:
    ended = AccountMail.objects.create(kind="x", state=DeliveryState.SENT, due_at=NOW, written_at=NOW)

    assert forget_old_mails(now=NOW + KEPT) == 0
    assert forget_old_mails(now=NOW + KEPT + timedelta(seconds=1)) == 1

    assert not AccountMail.objects.filter(pk=ended.pk).exists()
    assert AccountMail.objects.get() == waiting


def test_database_keeps_nothing_of_what_is_over(waiting: AccountMail) -> None:
    with pytest.raises(IntegrityError, match="account_mail_wiped_at_its_end"), transaction.atomic():
        AccountMail.objects.update(state=DeliveryState.FAILED)
