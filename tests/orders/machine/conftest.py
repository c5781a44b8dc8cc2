"""The shop that every walk begins with."""

import pytest

from tests.orders.machine.frames import require_no_transaction_but_frames
from tests.orders.machine.shop import Shop, open_shop


@pytest.fixture
def shop(db: None, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setattr("orders.gateways.local.require_no_transaction", require_no_transaction_but_frames)
    return open_shop()
