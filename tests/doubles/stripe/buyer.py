"""What buyers do on Stripe's own page, which is no page here."""

from collections.abc import Callable

from tests.doubles.stripe.objects import disputes, intents, sessions
from tests.doubles.stripe.objects.store import Store, Thing

# Stripe's own numbers for tests.
GOOD_CARD = "4242424242424242"
DECLINED_CARD = "4000000000000002"
CHALLENGED_CARD = "4000002760003184"


class Buyer:
    """Goes to the address of a session."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def pay(self, url: str, card: str = GOOD_CARD) -> str:
        """The status of the payment intent after giving this card."""
        with self._store.lock:
            session = self._open(url)
            intent = intents.begin(self._store, session)
            if card == CHALLENGED_CARD:
                intent.update(status="requires_action", next_action={"type": "use_stripe_sdk"})
                self._store.tell("payment_intent.requires_action", intent)
            elif card == DECLINED_CARD:
                self._decline(intent, "generic_decline")
            else:
                self._complete(session, intent)
            return str(intent["status"])

    def answer_challenge(self, url: str, *, is_right: bool) -> str:
        """3-D Secure: what the buyer tells their bank."""
        with self._store.lock:
            session = self._open(url)
            intent = self._store.intents[session["payment_intent"]]
            if intent["status"] != "requires_action":
                raise AssertionError(f"Nothing was asked: {intent['status']}")
            if is_right:
                self._complete(session, intent)
            else:
                self._decline(intent, "authentication_required")
            return str(intent["status"])

    def wait_too_long(self, url: str) -> None:
        """Until the session has ended by itself."""
        self._end(url, lambda session: sessions.close(self._store, session, "expired"))

    def bank_lets_go(self, intent_id: str) -> None:
        """A week later, when nothing was captured."""
        with self._store.lock:
            intents.lapse(self._store, intent_id)

    def dispute(self, intent_id: str, *, status: str = "needs_response", amount: int | None = None) -> str:
        """Weeks later, at the bank, all of it unless it is said; the id of the dispute."""
        with self._store.lock:
            charge = self._store.charges[self._store.intents[intent_id]["latest_charge"]]
            return str(disputes.begin(self._store, charge, status=status, amount=amount)["id"])

    def insist(self, dispute_id: str) -> None:
        """After an inquiry, which becomes a dispute."""
        with self._store.lock:
            disputes.escalate(self._store, dispute_id)

    def bank_decides(self, dispute_id: str, status: str) -> None:
        """Months later: won, lost or warning_closed."""
        with self._store.lock:
            disputes.close(self._store, dispute_id, status)

    def _end(self, url: str, end: Callable[[Thing], None]) -> None:
        with self._store.lock:
            session = self._open(url)
            end(session)
            self._store.tell("checkout.session.expired", sessions.shown(self._store, session, {}))

    def _open(self, url: str) -> Thing:
        session = sessions.found(self._store, url.rsplit("/", 1)[1])
        if session["status"] != "open" or session["url"] != url:
            raise AssertionError(f"There is no page at {url}: {session['status']}")
        return session

    def _complete(self, session: Thing, intent: Thing) -> None:
        intents.charge(self._store, intent)
        sessions.close(self._store, session, "complete")
        session["payment_status"] = "paid" if intent["status"] == "succeeded" else "unpaid"
        self._store.tell("checkout.session.completed", sessions.shown(self._store, session, {}))

    def _decline(self, intent: Thing, reason: str) -> None:
        problem = {"type": "card_error", "code": "card_declined", "decline_code": reason}
        intent.update(status="requires_payment_method", next_action=None, last_payment_error=problem)
        self._store.tell("payment_intent.payment_failed", intent)
