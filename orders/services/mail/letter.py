"""What an e-mail tells, as plain facts: taken from the order as it was bought, so that nothing renamed since gets in."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import get_default_timezone, localtime

from catalog.money import Money
from orders.carriers import carrier_name
from orders.models import (
    Fulfilment,
    FulfilmentLine,
    Order,
    OrderEvent,
    OrderLine,
    OutgoingMail,
    Return,
    ReturnLine,
)
from orders.queries.buying.order import address_lines
from orders.queries.parcels.send_to import send_to
from orders.queries.posters import poster_url
from orders.services.mail.wording import Wording, find_wording
from orders.states import NOTHING_LEFT, MailKind, OrderEventKind

# Those that list everything with its prices; the others name what they are about.
_WITH_SUMS = frozenset({MailKind.RECEIVED, MailKind.PAID, MailKind.AUTHORISED})
_OF_A_SHIPMENT = frozenset({MailKind.SHIPPED, MailKind.TRACKED})
_WITHOUT_LINES = frozenset(
    {MailKind.CAPTURED, MailKind.REFUNDED, MailKind.LET_GO, MailKind.REFUND_FAILED, MailKind.EXPIRED}
)


@dataclass(frozen=True)
class LetterLine:
    """One thing of the order. `total` is written out; `poster_url` is "" where there is no picture."""

    name: str
    detail: str
    merchant: str
    quantity: int
    total: str
    poster_url: str


@dataclass(frozen=True)
class Tracking:
    """Who carries a shipment, under which number, and where it is followed; number and address may be ""."""

    carrier: str
    number: str
    url: str


@dataclass(frozen=True)
class Letter:
    """Everything that stands in an e-mail; nothing of it is escaped, and every text is one line.

    sums: pairs of words and amount, the total last; empty where the letter is not about money. address: where the
    order goes, or what comes back is sent to, line by line; address_title says which.
    """

    number: int
    wording: Wording
    order_url: str
    shop_url: str
    lines: tuple[LetterLine, ...]
    sums: tuple[tuple[str, str], ...]
    tracking: Tracking | None
    address: tuple[str, ...]
    address_title: str


def write_letter(mail: OutgoingMail) -> Letter:
    """The facts of this e-mail, in the amounts and dates of its language. Reads the order's lines once."""
    order, kind = mail.order, MailKind(mail.kind)
    contents = [] if kind in _WITHOUT_LINES else _contents(mail.event)
    is_shipment = kind in _OF_A_SHIPMENT
    return Letter(
        number=order.number,
        wording=find_wording(kind, order, _facts(mail)),
        order_url=f"{settings.SITE_URL}{order.page_path}",
        shop_url=settings.SITE_URL,
        lines=tuple(_told(line, quantity, mail, has_price=kind in _WITH_SUMS) for line, quantity in contents),
        sums=_sums(order, mail.language) if kind in _WITH_SUMS else (),
        tracking=_tracking(mail.event) if is_shipment else None,
        address=_address(mail),
        address_title="Send it to" if kind == MailKind.RETURN_ANNOUNCED else "Goes to",
    )


def one_line(text: str) -> str:
    """Text of others without line breaks and other control characters, which have no business in a letter."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _facts(mail: OutgoingMail) -> dict[str, str]:
    order, event = mail.order, mail.event
    amount = event.data.get("amount_minor", order.total_minor)
    number = event.data.get("return")
    returned = Return.objects.filter(pk=number).first() if number else None
    return {
        "number": str(order.number),
        "total": order.total.format(mail.language),
        "amount": Money(int(amount), event.data.get("currency", order.currency)).format(mail.language),
        "merchant": one_line(event.merchant.name) if event.merchant else "The shop",
        "pay_until": date_format(localtime(order.pay_until, get_default_timezone()), "H:i e"),
        "is_settled": "yes" if NOTHING_LEFT in event.data else "",
        "answer": one_line(returned.answer) if returned else "",
        "send_to": " ".join(_send_to(mail)) if returned else "",
    }


def _contents(event: OrderEvent) -> list[tuple[OrderLine, int]]:
    """The lines that the event is about and how many of each: what is in a shipment or a return, or is kept, otherwise all,
    or a merchant's."""
    if shipment := event.data.get("fulfilment"):
        sent = FulfilmentLine.objects.filter(fulfilment=shipment).select_related("line__merchant")
        return [(one.line, one.quantity) for one in sent.order_by("line__position")]
    if returned := event.data.get("return"):
        coming = ReturnLine.objects.filter(of_return=returned).select_related("line__merchant")
        return [(one.line, one.quantity) for one in coming.order_by("line__position")]
    lines = OrderLine.objects.filter(order=event.order_id).select_related("merchant").order_by("position")
    if event.kind == OrderEventKind.REST_KEPT:
        kept = {one["line"]: one["quantity"] for one in event.data.get("kept", ())}
        return [(line, kept[line.pk]) for line in lines.filter(pk__in=kept)]
    if event.merchant_id is not None:
        lines = lines.filter(merchant=event.merchant_id)
    return [(line, line.quantity) for line in lines]


def _tracking(event: OrderEvent) -> Tracking | None:
    sent = Fulfilment.objects.filter(pk=event.data.get("fulfilment")).first()
    if sent is None or not (sent.carrier or sent.tracking_number):
        return None
    carrier = one_line(carrier_name(sent.carrier)) or "The carrier"
    return Tracking(carrier, one_line(sent.tracking_number), sent.tracking_url)


def _told(line: OrderLine, quantity: int, mail: OutgoingMail, *, has_price: bool) -> LetterLine:
    total = Money(line.total_minor, mail.order.currency).format(mail.language)
    return LetterLine(
        name=one_line(line.product_name),
        detail=one_line(line.variant_name),
        merchant=one_line(line.merchant.name),
        quantity=quantity,
        total=total if has_price else "",
        poster_url=poster_url(line.poster_key),
    )


def _sums(order: Order, language: str) -> tuple[tuple[str, str], ...]:
    on_top = 0 if order.prices_include_tax else order.tax_minor
    off = f"Voucher {one_line(order.voucher_code)}" if order.voucher_code else "Discount"
    amounts = (("Goods", order.lines_minor), ("Tax", on_top), (off, -order.discount_minor))
    goods, *others = [
        (words, Money(minor, order.currency).format(language))
        for words, minor in amounts
        if minor or words == "Goods"
    ]
    shipping = (
        Money(order.shipping_minor, order.currency).format(language) if order.shipping_minor else "Free"
    )
    total = order.total.format(language)
    return (goods, (one_line(order.shipping_method), shipping), *others, ("Total", total))


def _address(mail: OutgoingMail) -> tuple[str, ...]:
    if mail.kind == MailKind.RETURN_ANNOUNCED:
        return _send_to(mail)
    if mail.kind not in _WITH_SUMS | _OF_A_SHIPMENT:
        return ()
    return tuple(one_line(line) for line in address_lines(mail.order.shipping_address))


def _send_to(mail: OutgoingMail) -> tuple[str, ...]:
    merchant = mail.event.merchant
    return tuple(one_line(line) for line in send_to(merchant)) if merchant else ()
