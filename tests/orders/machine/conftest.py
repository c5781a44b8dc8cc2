"""The shop that every walk begins with."""

import pytest

from tests.orders.machine.frames import require_no_transaction_but_frames
from tests.orders.machine.shop import Shop, open_shop


@pytest.fixture
def shop(db: None, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setattr("orders.gateways.local.require_no_transaction", require_no_transaction_but_frames)
    # What fails with one row is found here, not logged.
    monkeypatch.setattr("orders.services.payments.ask_in_turn._came_to_something", lambda act, row: act(row))
    return open_shop()
