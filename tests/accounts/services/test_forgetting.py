"""What is deleted because it is old."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import AccountMail
from accounts.services import forgetting
from accounts.services.forgetting import forget
from accounts.states import DeliveryState

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> datetime:
    moment = timezone.now()
    ages = (3, 3, 3, 3, 3, 0)
    AccountMail.objects.bulk_create(
        AccountMail(
            public_id=uuid4(),
            kind="x",
            state=DeliveryState.SENT,
            due_at=moment,
            written_at=moment - timedelta(days=age),
        )
        for age in ages
    )
    return moment


def test_all_that_is_old_goes_by_short_statements_and_nothing_else(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "BATCH", 2)

    assert forget(AccountMail.objects.filter(written_at__lt=now)) == 5

    assert AccountMail.objects.get().written_at == now


def test_the_next_sweep_takes_what_is_left(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "BATCH", 2)
    monkeypatch.setattr(forgetting, "MOST_BATCHES", 1)
    old = AccountMail.objects.filter(written_at__lt=now)

    assert [forget(old) for _ in range(4)] == [2, 2, 1, 0]
