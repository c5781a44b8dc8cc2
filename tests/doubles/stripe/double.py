"""Start and stop this Stripe."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.doubles.stripe.buyer import Buyer
from tests.doubles.stripe.faults import Fault
from tests.doubles.stripe.objects import refunds
from tests.doubles.stripe.objects.store import Store
from tests.doubles.stripe.server import API_KEY, Server
from tests.doubles.stripe.webhooks import Webhooks

WEBHOOK_SECRET = "whsec_double"


@dataclass
class StripeDouble:
    """`base` is its address, `buyer` who pays there, `webhooks` what it sends, signed with WEBHOOK_SECRET."""

    server: Server
    buyer: Buyer
    webhooks: Webhooks
    api_key: str = API_KEY

    @property
    def base(self) -> str:
        return self.server.world.base

    @property
    def store(self) -> Store:
        return self.server.world.store

    def fail(self, request: str, *faults: Fault) -> None:
        """Of the next requests that begin so, one fault each."""
        self.server.faults.add(request, *faults)

    def keys_of(self, request: str) -> list[str]:
        """The idempotency keys of the requests that begin so, in order."""
        return [key for asked, key, _ in self.server.requests if asked.startswith(request)]

    def hold_refunds(self) -> None:
        """From now on refunds wait for the bank."""
        self.server.world.refund_status = "pending"

    def refund_by_hand(self, intent_id: str, amount: int | None = None) -> str:
        """As somebody does in Stripe's dashboard, all that is left unless it is said; the id of the refund."""
        given = {"payment_intent": intent_id} | ({"amount": amount} if amount else {})
        with self.store.lock:
            return str(refunds.create(self.store, given, status=self.server.world.refund_status)["id"])

    def decide_refund(self, refund_id: str, status: str, failure: str | None = None) -> None:
        with self.store.lock:
            refunds.decide(self.store, refund_id, status, failure)


@contextmanager
def stripe_double() -> Iterator[StripeDouble]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        store = server.world.store
        yield StripeDouble(server, Buyer(store), Webhooks(store, WEBHOOK_SECRET))
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
