"""What follows from what providers said, whatever the order in which they said it."""

import pytest

from orders.services.payments.settle import Heard, settle
from orders.states import PaymentState

CAPTURED, CANCELLED, FAILED = PaymentState.CAPTURED, PaymentState.CANCELLED, PaymentState.FAILED
HELD, PENDING, RETURNED = PaymentState.HELD, PaymentState.PENDING, PaymentState.RETURNED
AUTHORISED, VOIDED = PaymentState.AUTHORISED, PaymentState.VOIDED


def heard(payment_id: int, *said: str) -> Heard:
    return Heard(payment_id, **{f"is_{word}": True for word in said})


@pytest.mark.parametrize(
    ("attempts", "is_cancelled", "states", "overall"),
    [
        ([heard(1)], False, [PENDING], PENDING),
        ([heard(1)], True, [CANCELLED], CANCELLED),
        ([heard(1, "declined")], False, [FAILED], FAILED),
        ([heard(1, "declined")], True, [FAILED], CANCELLED),
        ([heard(1, "paid")], False, [CAPTURED], CAPTURED),
        ([heard(1, "paid", "declined")], False, [CAPTURED], CAPTURED),
        ([heard(1, "paid", "mismatched")], False, [CAPTURED], CAPTURED),
        ([heard(1, "mismatched", "declined")], False, [HELD], HELD),
        ([heard(1, "paid")], True, [HELD], HELD),
        ([heard(1, "declined"), heard(2)], False, [FAILED, PENDING], PENDING),
        ([heard(1, "declined"), heard(2, "paid")], False, [FAILED, CAPTURED], CAPTURED),
        ([heard(1, "paid", "declined"), heard(2)], False, [CAPTURED, CANCELLED], CAPTURED),
        ([heard(1, "paid"), heard(2, "paid")], False, [CAPTURED, HELD], CAPTURED),
        ([heard(1, "mismatched"), heard(2, "paid")], False, [HELD, CAPTURED], CAPTURED),
        ([heard(1, "mismatched"), heard(2)], False, [HELD, PENDING], HELD),
        ([heard(1, "mismatched", "set_aside", "emptied")], False, [RETURNED], RETURNED),
        ([heard(1, "mismatched", "set_aside", "emptied"), heard(2)], False, [RETURNED, PENDING], PENDING),
        ([heard(1, "mismatched", "set_aside", "emptied", "paid")], False, [RETURNED], RETURNED),
        ([heard(1, "paid", "set_aside")], False, [HELD], HELD),
        ([heard(1, "paid", "set_aside", "emptied")], True, [RETURNED], RETURNED),
        ([heard(1, "paid", "refunded", "emptied")], False, [CAPTURED], CAPTURED),
        ([heard(1, "paid", "refunded", "emptied")], True, [RETURNED], RETURNED),
        ([heard(1, "paid", "refunded")], True, [HELD], HELD),
        ([heard(1, "paid"), heard(2, "paid", "refunded")], False, [HELD, CAPTURED], CAPTURED),
        ([heard(1, "paid"), heard(2, "paid", "set_aside", "emptied")], False, [CAPTURED, RETURNED], CAPTURED),
        ([heard(1, "authorised")], False, [AUTHORISED], AUTHORISED),
        ([heard(1, "authorised")], True, [CANCELLED], CANCELLED),
        ([heard(1, "authorised", "declined")], False, [AUTHORISED], AUTHORISED),
        ([heard(1, "authorised", "paid")], False, [CAPTURED], CAPTURED),
        ([heard(1, "authorised", "paid", "voided")], False, [CAPTURED], CAPTURED),
        ([heard(1, "authorised", "paid")], True, [HELD], HELD),
        ([heard(1, "authorised", "paid", "short")], False, [HELD], HELD),
        ([heard(1, "authorised", "paid", "short")], True, [HELD], HELD),
        ([heard(1, "authorised", "paid", "short", "set_aside", "emptied")], False, [RETURNED], VOIDED),
        ([heard(1, "authorised", "paid", "short"), heard(2, "authorised")], False, [HELD, CANCELLED], HELD),
        ([heard(1, "authorised", "paid", "short"), heard(2, "paid")], False, [HELD, CAPTURED], CAPTURED),
        ([heard(1, "authorised", "voided")], False, [VOIDED], VOIDED),
        ([heard(1, "authorised", "voided")], True, [VOIDED], CANCELLED),
        ([heard(1, "voided")], False, [VOIDED], VOIDED),
        ([heard(1, "authorised", "voided"), heard(2)], False, [VOIDED, CANCELLED], VOIDED),
        ([heard(1, "authorised", "voided"), heard(2, "anew")], False, [VOIDED, PENDING], VOIDED),
        ([heard(1, "authorised", "voided"), heard(2, "anew")], True, [VOIDED, CANCELLED], CANCELLED),
        (
            [heard(1, "authorised", "voided", "paid"), heard(2, "anew")],
            False,
            [CAPTURED, CANCELLED],
            CAPTURED,
        ),
        ([heard(1, "authorised", "voided"), heard(2, "anew", "declined")], False, [VOIDED, FAILED], VOIDED),
        (
            [heard(1, "authorised", "paid", "short"), heard(2, "anew", "authorised")],
            False,
            [HELD, AUTHORISED],
            AUTHORISED,
        ),
        ([heard(1, "authorised", "voided"), heard(2, "anew", "paid")], False, [VOIDED, CAPTURED], CAPTURED),
        ([heard(1, "mismatched"), heard(2, "authorised", "voided")], False, [HELD, VOIDED], VOIDED),
        ([heard(1, "authorised"), heard(2, "authorised")], False, [AUTHORISED, CANCELLED], AUTHORISED),
        ([heard(1, "authorised", "voided"), heard(2, "authorised")], False, [VOIDED, AUTHORISED], AUTHORISED),
        ([heard(1, "authorised"), heard(2, "paid")], False, [CANCELLED, CAPTURED], CAPTURED),
    ],
)
def test_settle(
    attempts: list[Heard],
    is_cancelled: bool,  # noqa: FBT001  # a table
    states: list[PaymentState],
    overall: PaymentState,
) -> None:
    settlement = settle(attempts, is_cancelled=is_cancelled)

    assert (list(settlement.payments.values()), settlement.order) == (states, overall)
    promised = any(one.is_authorised for one in attempts) and not is_cancelled
    assert settlement.confirms == (promised or overall == CAPTURED)
