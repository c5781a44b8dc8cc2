"""The words of each e-mail. In braces stands what `letter` knows of the order; nothing else is put in."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from orders.models import Order
from orders.states import FulfilmentState, MailKind, PaymentState


@dataclass(frozen=True)
class Wording:
    """Subject, heading, what is said, and what the button that leads to the order's page says."""

    subject: str
    heading: str
    paragraphs: tuple[str, ...]
    button: str = "See your order"


_WORDS: Mapping[MailKind, Wording] = MappingProxyType(
    {
        MailKind.RECEIVED: Wording(
            "We have your order {number}",
            "Almost yours.",
            (
                "Your order is with us and waits for your payment. We keep your things for you until {pay_until}.",
            ),
            "Pay {total}",
        ),
        MailKind.PAID: Wording(
            "Thank you for your order {number}",
            "Thank you. It is yours.",
            (
                "Your payment of {total} has arrived. We are getting everything ready, and write again when it is on"
                " its way.",
                "The invoice will be on the page of your order.",
            ),
        ),
        MailKind.AUTHORISED: Wording(
            "Thank you for your order {number}",
            "Thank you. It is yours.",
            (
                "Your bank has set {total} aside for us. We charge it when your order ships, and nothing before.",
                "We are getting everything ready, and write again when it is on its way.",
            ),
        ),
        MailKind.CAPTURED: Wording(
            "{amount} charged for your order {number}",
            "Your payment has arrived.",
            (
                "We have charged {amount} of what your bank had set aside. The rest, if there is any, is free again.",
                "The invoice will be on the page of your order.",
            ),
        ),
        MailKind.LAPSED: Wording(
            "The payment for your order {number} has ended",
            "Your bank no longer keeps the money for your order.",
            (
                "What it had set aside is free again, and nothing was charged. What is not sent yet is not sent before the"
                " order is paid: you can pay it again, or cancel it, on its page. Nothing is charged if you do neither.",
            ),
            "Pay {total}",
        ),
        MailKind.SHIPPED: Wording(
            "On its way: your order {number}",
            "It is on its way to you.",
            ("{merchant} has sent what is listed here.",),
        ),
        MailKind.REST_KEPT: Wording(
            "The rest of your order {number} is not sent",
            "The rest stays with us.",
            (
                "Your bank no longer keeps the money for your order, so what was not sent yet is not sent any more. You owe"
                " nothing for it. It is listed here.",
                "About what you have received we write to you apart, if it is still to be paid.",
            ),
        ),
        MailKind.TRACKED: Wording(
            "Tracking corrected: your order {number}",
            "The tracking was corrected.",
            (
                "{merchant} has corrected how your parcel is followed. What we wrote before about its carrier and its"
                " number no longer holds.",
            ),
        ),
        MailKind.REFUNDED: Wording(
            "{amount} of your order {number} sent back",
            "Your money is on its way back.",
            (
                "We have sent you {amount} the way you paid. Depending on your bank it takes a few days to arrive.",
            ),
        ),
        MailKind.LET_GO: Wording(
            "Nothing was charged for your order {number}",
            "Nothing was charged.",
            (
                "Your bank had set {amount} aside for us, which is not what was due. We have let it go: none of it is taken, and"
                " it is free again as soon as your bank shows it.",
                "If the order still waits for its payment, you can pay it on its page.",
            ),
        ),
        MailKind.REFUND_FAILED: Wording(
            "{amount} of your order {number} did not arrive",
            "Your money came back to us.",
            (
                "We had sent you {amount} the way you paid, but it did not reach you and came back to us. It is still yours:"
                " we make the refund again, and write when it is on its way.",
            ),
        ),
        MailKind.CANCELLED: Wording(
            "Your order {number} is cancelled",
            "Your order is cancelled.",
            ("You owe nothing, and the things are back in the shop. You are welcome to order again.",),
        ),
        MailKind.EXPIRED: Wording(
            "Your order {number} was not paid in time",
            "The time to pay is over.",
            (
                "We could keep your things no longer and have cancelled the order. You owe nothing, and you are"
                " welcome to order again.",
            ),
        ),
        MailKind.RETURN_ANNOUNCED: Wording(
            "Your return is announced: order {number}",
            "What you send back is announced.",
            (
                "{merchant} expects what is listed here. Put a note with the number of your order into the parcel, and keep the"
                " receipt of the carrier.",
            ),
        ),
        MailKind.RETURN_RECEIVED: Wording(
            "Your return is here: order {number}",
            "What you sent back has arrived.",
            ("{merchant} has it, and looks after the rest. We write again when money is on its way to you.",),
        ),
        MailKind.RETURN_REFUSED: Wording(
            "Your return was refused: order {number}",
            "Your return was refused.",
            ("{merchant} does not take back what is listed here.",),
        ),
    }
)
_CANCELLED_AFTER_PAYMENT = (
    "The things are back in the shop. What you paid goes back to you the way it came, and we write again when it is"
    " on its way.",
)
# Where all of that had gone back before.
_CANCELLED_AFTER_REFUND = (
    "The things are back in the shop. You owe nothing: all that you had paid was given back before.",
)
# Where the merchant has said why.
_REFUSED_BECAUSE = ("{merchant} does not take back what is listed here, and says: “{answer}”",)
# Where the merchant has not said where they are.
_ANNOUNCED_TO_NO_ADDRESS = (
    "{merchant} knows that you want to send back what is listed here. Wait until they tell you where to send it.",
)
# Some of it was refunded before, so that what is due is another amount than was ordered.
_LAPSED_IN_PART = (
    "What it had set aside is free again, and nothing was charged. As some of the order was refunded before, it cannot be"
    " paid again: cancel it on its page, and order again what you still want.",
)

# Some of it has left the house, so that it is not cancelled any more.
_LAPSED_AFTER_SENDING = (
    "What it had set aside is free again, and nothing was charged, though some of your order was sent already. Please pay it"
    " again on its page. What is not sent yet is not sent before that.",
)
_LAPSED_AFTER_SENDING_IN_PART = (
    "What it had set aside is free again, and nothing was charged, though some of your order was sent already. As some of the"
    " order was refunded before, it cannot be paid again on its page: we write to you about how it is paid. What is not sent"
    " yet is not sent before that.",
)


def find_wording(kind: MailKind, order: Order, facts: Mapping[str, str]) -> Wording:
    """The words for this kind of e-mail about this order, filled with `facts`."""
    words = _WORDS[kind]
    paragraphs = _paragraphs(kind, order, facts)
    button = Wording.button if kind == MailKind.LAPSED and order.refunded_minor else words.button
    return Wording(
        subject=words.subject.format_map(facts),
        heading=words.heading.format_map(facts),
        paragraphs=tuple(paragraph.format_map(facts) for paragraph in paragraphs),
        button=button.format_map(facts),
    )


def _paragraphs(kind: MailKind, order: Order, facts: Mapping[str, str]) -> tuple[str, ...]:
    """As it is with this order."""
    is_paid = order.payment_state in (PaymentState.CAPTURED, PaymentState.HELD, PaymentState.RETURNED)
    as_it_is = {
        MailKind.CANCELLED: (is_paid, _cancelled(order, facts)),
        MailKind.LAPSED: (True, _lapsed(order)),
        MailKind.RETURN_ANNOUNCED: (not facts["send_to"], _ANNOUNCED_TO_NO_ADDRESS),
        MailKind.RETURN_REFUSED: (bool(facts["answer"]), _REFUSED_BECAUSE),
    }
    is_so, paragraphs = as_it_is.get(kind, (False, ()))
    return paragraphs if is_so else _WORDS[kind].paragraphs


def _cancelled(order: Order, facts: Mapping[str, str]) -> tuple[str, ...]:
    """Of one that was paid."""
    if not order.total_minor:
        return _WORDS[MailKind.CANCELLED].paragraphs
    return _CANCELLED_AFTER_REFUND if facts["is_settled"] else _CANCELLED_AFTER_PAYMENT


def _lapsed(order: Order) -> tuple[str, ...]:
    """By what its buyer can do on the order's page."""
    if order.fulfilment_state != FulfilmentState.UNFULFILLED:
        return _LAPSED_AFTER_SENDING_IN_PART if order.refunded_minor else _LAPSED_AFTER_SENDING
    return _LAPSED_IN_PART if order.refunded_minor else _WORDS[MailKind.LAPSED].paragraphs
