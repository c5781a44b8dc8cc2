"""What is known of the payments of an order, from what providers said and from what went back."""

from collections.abc import Sequence
from dataclasses import dataclass

from orders.models import Order, Payment, PaymentEvent, Refund
from orders.queries.payments import read_payments
from orders.services.payments.settle import Heard
from orders.states import REASONS_BESIDE_THE_ORDER, PaymentEventKind, RefundState


@dataclass(frozen=True)
class Known:
    """A payment with all that was said about it and all its refunds: `events` grow when more is heard."""

    payment: Payment
    events: list[PaymentEvent]
    refunds: list[Refund]

    def amounts(self, kind: PaymentEventKind) -> list[tuple[int, str]]:
        """(minor units, currency) of all notices of this kind."""
        return [(event.amount_minor, event.currency) for event in self.events if event.kind == kind]

    def has(self, kind: PaymentEventKind) -> bool:
        return any(event.kind == kind for event in self.events)

    @property
    def due(self) -> tuple[int, str]:
        return self.payment.amount_minor, self.payment.currency

    @property
    def authorised_minor(self) -> int:
        """What was set aside. Whatever was taken of it had been."""
        authorised = self._most_of(PaymentEventKind.AUTHORISED)
        return max(authorised, self.received_minor) if authorised else 0

    @property
    def received_minor(self) -> int:
        """What came in, in the currency of the payment. A provider may report the same money in several ways."""
        return self._most_of(PaymentEventKind.SUCCEEDED)

    @property
    def came(self) -> tuple[int, str]:
        """What came in; in another currency where nothing came in that of the payment."""
        if not self.received_minor and (amounts := self.amounts(PaymentEventKind.SUCCEEDED)):
            return max(amounts)
        return self.received_minor, self.payment.currency

    @property
    def held_authorisation(self) -> tuple[int, str] | None:
        """What is set aside in another amount than was due, as long as nobody accepted it and nothing became of it."""
        if _is_authorised(self) or self.has(PaymentEventKind.VOIDED) or self.has(PaymentEventKind.SUCCEEDED):
            return None
        return max(self.amounts(PaymentEventKind.AUTHORISED), default=None)

    @property
    def is_right(self) -> bool:
        """Whether all that was due came; of what is authorised, all that was not refunded before."""
        minor, currency = self.due
        right = (self.due, (minor - self.released_minor, currency))
        return any(amount in right for amount in self.amounts(PaymentEventKind.SUCCEEDED))

    @property
    def released_minor(self) -> int:
        """What was refunded before anything was captured."""
        return sum(refund.amount_minor for refund in self.refunds if refund.is_released and refund.is_counted)

    def _most_of(self, kind: PaymentEventKind) -> int:
        amounts = self.amounts(kind)
        return max((minor for minor, currency in amounts if currency == self.payment.currency), default=0)


def read_known(order: Order) -> list[Known]:
    """The payments of an order, oldest first. Its row is locked, or what is read may be old already."""
    return [Known(one.payment, one.events, one.refunds) for one in read_payments(order)]


def hear(known: Sequence[Known]) -> list[Heard]:
    """Of each payment, in the same order."""
    return [_about(one) for one in known]


def _about(known: Known) -> Heard:
    came, currency = known.came
    refunds = [
        refund for refund in known.refunds if refund.state != RefundState.FAILED and not refund.is_released
    ]
    beside = [refund for refund in refunds if refund.reason in REASONS_BESIDE_THE_ORDER]
    is_paid = any(_is_fit(known, amount) for amount in known.amounts(PaymentEventKind.SUCCEEDED))
    is_mismatched = any(not _is_fit(known, amount) for amount in known.amounts(PaymentEventKind.SUCCEEDED))
    return Heard(
        payment_id=known.payment.pk,
        is_authorised=_is_authorised(known),
        is_voided=known.has(PaymentEventKind.VOIDED),
        is_paid=is_paid,
        is_short=is_paid and not known.is_right,
        is_mismatched=is_mismatched or known.held_authorisation is not None,
        is_declined=known.has(PaymentEventKind.DECLINED),
        is_emptied=came <= sum(refund.amount_minor for refund in refunds if refund.currency == currency)
        and (came > 0 or not is_mismatched)
        and known.held_authorisation is None,
        is_refunded=len(beside) < len(refunds),
        is_set_aside=bool(beside),
        is_anew=known.payment.is_anew,
    )


def _is_fit(known: Known, amount: tuple[int, str]) -> bool:
    """All that was due; of what is authorised also another amount, since it can be captured in part."""
    minor, currency = amount
    return amount == known.due or (_is_authorised(known) and currency == known.due[1] and minor > 0)


def _is_authorised(known: Known) -> bool:
    """All that was due is set aside, or what a person said will do."""
    authorised = known.amounts(PaymentEventKind.AUTHORISED)
    return known.due in authorised or (known.payment.is_accepted and bool(authorised))
