"""What e-mails say: the order as it was bought, in text and HTML alike, and nothing that others typed as markup."""

from email.message import EmailMessage

import pytest
from django.db import transaction
from pytest_django import Settings

from accounts.models import Membership, Merchant, User
from catalog.models import Variant
from orders.models import Fulfilment, Order, OrderLine
from orders.services.fulfilment.change_tracking import change_tracking
from orders.services.fulfilment.fulfil import fulfil
from orders.services.history import record
from orders.services.mail.queue_mail import PATIENCE
from orders.services.mail.send_mail import send_mail
from orders.states import MailKind, MailState, OrderEventKind, OrderState, PaymentState
from tests.doubles.post_office import PostOffice
from tests.factories.accounts import MerchantFactory, UserFactory
from tests.factories.orders import NOW, placed_order, sold_variant

pytestmark = pytest.mark.django_db(transaction=True)


def part(letter: EmailMessage, kind: str) -> str:
    body = letter.get_body((kind,))
    assert isinstance(body, EmailMessage)
    return str(body.get_content()).replace("\r\n", "\n")


def told(order: Order, kind: OrderEventKind, **data: int) -> None:
    record(order, kind, now=NOW, data=data)


@pytest.mark.parametrize(
    ("kind", "subject", "said"),
    [
        (OrderEventKind.PAID, "Thank you for your order {}", "Your payment of {total} has arrived."),
        (
            OrderEventKind.REFUNDED,
            "€12.50 of your order {} sent back",
            "We have sent you €12.50 the way you paid.",
        ),
        (
            OrderEventKind.REFUND_FAILED,
            "€12.50 of your order {} did not arrive",
            "We had sent you €12.50 the way you paid, but it did not reach you and came back to us.",
        ),
        (OrderEventKind.CANCELLED, "Your order {} is cancelled", "You owe nothing"),
        (OrderEventKind.EXPIRED, "Your order {} was not paid in time", "could keep your things no longer"),
        (OrderEventKind.RETURN_RECEIVED, "Your return is here: order {}", "The shop has it"),
    ],
)
def test_each_kind_has_its_words_and_leads_to_the_order(
    post_office: PostOffice, kind: OrderEventKind, subject: str, said: str
) -> None:
    order = placed_order((sold_variant(), 2))
    Order.objects.filter(pk=order.pk).update(order_state=OrderState.CANCELLED)

    told(order, kind, amount_minor=1250, had_gone=True)

    (letter,) = post_office.letters
    assert letter["Subject"] == subject.format(order.number)
    for form in ("plain", "html"):
        assert said.format(total=order.total.format()) in part(letter, form)
        assert f"http://127.0.0.1:8000/orders/{order.public_id}/" in part(letter, form)


def test_a_paid_order_is_told_with_everything_in_it(post_office: PostOffice) -> None:
    oak, elm = sold_variant(name="Oak", price=2500), sold_variant(name="Elm", price=19900)
    order = placed_order((oak, 2), (elm, 1))

    told(order, OrderEventKind.PAID)

    words = part(post_office.letters[0], "plain")
    assert f"2 x {oak.product.name} (Oak): €50.00\n    sold by {oak.merchant.name}" in words
    assert f"1 x {elm.product.name} (Elm): €199.00\n    sold by {elm.merchant.name}" in words
    assert f"Goods: €249.00\n{order.shipping_method}: Free\n" in words
    assert f"Total: {order.total.format()}\n" in words
    assert "    Ada Byron\n    Linden 3\n    1010 Wien\n    Austria\n" in words


def test_times_are_those_of_the_shop(post_office: PostOffice, settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/Vienna"
    order = placed_order((sold_variant(), 1))
    Order.objects.filter(pk=order.pk).update(pay_until=NOW)

    mail_id = order.mails.get(kind=MailKind.RECEIVED).pk
    assert send_mail(mail_id=mail_id, now=NOW + PATIENCE[MailKind.RECEIVED])

    assert "We keep your things for you until 14:00 CEST." in part(post_office.letters[0], "plain")


def test_a_voucher_is_called_by_its_code(post_office: PostOffice) -> None:
    order = placed_order((sold_variant(price=2500), 1))
    Order.objects.filter(pk=order.pk).update(voucher_code="TENTH", discount_minor=250, total_minor=2740)

    told(order, OrderEventKind.PAID)

    assert "Voucher TENTH: -€2.50\nTotal: €27.40\n" in part(post_office.letters[0], "plain")


def shipped(merchant: Merchant, *lines: tuple[Variant, int]) -> tuple[Fulfilment, User]:
    """Two of the first line of a paid order, sent with DHL by somebody of the merchant's."""
    order = placed_order(*lines)
    Order.objects.filter(pk=order.pk).update(
        payment_state=PaymentState.CAPTURED, order_state=OrderState.CONFIRMED
    )
    seller = UserFactory.create()
    Membership.objects.create(user=seller, merchant=merchant)
    shipment = fulfil(
        order_id=order.public_id,
        actor=seller,
        quantities={order.lines.get(variant=lines[0][0]).pk: 2},
        carrier="DHL",
        tracking_number="JD 0146",
        now=NOW,
    )
    return shipment, seller


def test_a_shipment_is_told_with_what_is_in_it_and_where_it_is_followed(post_office: PostOffice) -> None:
    ours = MerchantFactory.create(name="Atelier Nord")
    oak, elm = sold_variant(name="Oak", merchant=ours), sold_variant(name="Elm")

    shipment, _ = shipped(ours, (oak, 3), (elm, 1))

    (letter,) = post_office.letters
    assert letter["Subject"] == f"On its way: your order {shipment.order.number}"
    words = part(letter, "plain")
    assert "Atelier Nord has sent what is listed here." in words
    assert f"2 x {oak.product.name} (Oak)\n" in words
    assert "DHL JD 0146\nhttps://www.dhl.com/global-en/home/tracking.html?tracking-id=JD0146\n" in words
    assert "tracking-id=JD0146" in part(letter, "html")
    for form in ("plain", "html"):
        assert "Elm" not in part(letter, form)
        assert "€" not in part(letter, form)


def test_tracking_that_was_corrected_is_told_once_a_change(post_office: PostOffice) -> None:
    ours = MerchantFactory.create(name="Atelier Nord")
    oak, elm = sold_variant(name="Oak", merchant=ours), sold_variant(name="Elm")
    shipment, seller = shipped(ours, (oak, 3), (elm, 1))

    for number in ("JD 0147", "JD 0147", "JD 0148"):
        corrected(shipment, seller, number)

    first, second = post_office.letters[1:]
    assert first["Subject"] == f"Tracking corrected: your order {shipment.order.number}"
    words = part(first, "plain")
    assert "Atelier Nord has corrected how your parcel is followed." in words
    assert "DHL JD 0147\nhttps://www.dhl.com/global-en/home/tracking.html?tracking-id=JD0147\n" in words
    assert f"2 x {oak.product.name} (Oak)\n" in words
    assert "DHL JD 0148\n" in part(second, "plain")
    for form in ("plain", "html"):
        assert "Elm" not in part(first, form)
        assert "JD0146" not in part(first, form)


def test_tracking_that_is_corrected_again_meanwhile_is_told_as_it_is_in_the_end(
    post_office: PostOffice,
) -> None:
    ours = MerchantFactory.create()
    shipment, seller = shipped(ours, (sold_variant(merchant=ours), 2))

    with transaction.atomic():
        corrected(shipment, seller, "JD 0147")
        corrected(shipment, seller, "JD 0148")

    (letter,) = post_office.letters[1:]
    assert "DHL JD 0148\n" in part(letter, "plain")
    told = shipment.order.mails.filter(kind=MailKind.TRACKED).order_by("pk")
    assert [mail.state for mail in told] == [MailState.DROPPED, MailState.SENT]


def corrected(shipment: Fulfilment, seller: User, number: str) -> None:
    change_tracking(
        order_id=shipment.order.public_id,
        number=shipment.number,
        actor=seller,
        carrier="DHL",
        tracking_number=number,
        now=NOW,
    )


def test_a_cancelled_order_that_was_paid_promises_the_money(post_office: PostOffice) -> None:
    order = placed_order((sold_variant(), 1))
    Order.objects.filter(pk=order.pk).update(
        payment_state=PaymentState.HELD, order_state=OrderState.CANCELLED
    )

    told(Order.objects.get(pk=order.pk), OrderEventKind.CANCELLED)

    words = part(post_office.letters[0], "plain")
    assert "What you paid goes back to you" in words
    assert "You owe nothing" not in words


def test_names_are_neither_markup_nor_lines_of_their_own(post_office: PostOffice) -> None:
    merchant = MerchantFactory.create(name="Nord\r\nBcc: all@vitrine.test\n<b>Co</b>")
    order = placed_order((sold_variant(merchant=merchant), 1))
    OrderLine.objects.filter(order=order).update(
        product_name="<script>alert(1)</script>", variant_name="{{ letter }}\nTotal: €0.00"
    )

    record(order, OrderEventKind.RETURN_RECEIVED, now=NOW, merchant=merchant)

    (letter,) = post_office.letters
    assert letter["Bcc"] is None
    assert "Nord Bcc: all@vitrine.test <b>Co</b> has it" in part(letter, "plain")
    assert "1 x <script>alert(1)</script> ({{ letter }} Total: €0.00)" in part(letter, "plain")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in part(letter, "html")
    assert "<script" not in part(letter, "html")
    assert "<b>" not in part(letter, "html")


def test_headers_say_that_a_program_wrote_it(post_office: PostOffice) -> None:
    order = placed_order((sold_variant(), 1))

    told(order, OrderEventKind.PAID)

    (letter,) = post_office.letters
    sent = order.mails.get(kind=MailKind.PAID)
    assert {name: letter[name] for name in ("To", "Message-ID", "Auto-Submitted")} == {
        "To": "ada@vitrine.test",
        "Message-ID": f"<{sent.public_id}@127.0.0.1>",
        "Auto-Submitted": "auto-generated",
    }


def test_nothing_tells_whether_it_was_read(post_office: PostOffice) -> None:
    """A picture is the same for everybody who bought the thing; links lead to the shop as it is."""
    order = placed_order((sold_variant(), 1))
    OrderLine.objects.filter(order=order).update(poster_key="renditions/ab/abc.webp")

    told(order, OrderEventKind.PAID)

    page = part(post_office.letters[0], "html")
    assert page.count("<img") == 1
    assert '/renditions/ab/abc.webp"' in page
    assert "?" not in page.partition("<body")[2]
