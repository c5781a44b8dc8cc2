"""Buyers are told where to send what they announce, and why a return was refused."""

from functools import partial

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client

from accounts.models import Membership, MerchantDetails, User
from accounts.services.ensure_roles import MERCHANTS_GROUP
from orders.errors import ReturnRefused
from orders.models import Order, Return
from orders.services.returns.decide_return import receive_return, refuse_return
from orders.states import MailKind, MailState
from tests.doubles.post_office import PostOffice, post_office
from tests.factories.accounts import MerchantFactory
from tests.factories.orders import NOW, sold_variant
from tests.factories.selling import details_of, sent_back, shipped_order, works_for
from tests.orders.mail.test_letter import part

__all__ = ["post_office"]
pytestmark = pytest.mark.django_db(transaction=True)

FORMS = ("plain", "html")


@pytest.fixture
def order(post_office: PostOffice) -> Order:
    """Two things of a merchant without any address, shipped; of what was told before nothing is left."""
    merchant = MerchantFactory.create(name="Atelier Nord")
    order = shipped_order(
        (sold_variant(merchant=merchant, name="Oak"), 2), (sold_variant(merchant=merchant, name="Elm"), 1)
    )
    post_office.letters.clear()
    return order


def oak_sent_back(order: Order) -> Return:
    return sent_back(order, {order.lines.get(variant_name="Oak").pk: 1})


def told_of(order: Order, kind: MailKind) -> list[str]:
    return list(order.mails.filter(kind=kind).values_list("state", flat=True))


def test_announced_return_is_told_with_what_comes_back_and_where_to(
    order: Order, post_office: PostOffice
) -> None:
    details = details_of(order.lines.all()[0].merchant)
    MerchantDetails.objects.filter(pk=details.pk).update(
        return_address="Nord <Returns>\r\n\r\nGate 7\n8020 Graz"
    )

    oak_sent_back(order)

    (letter,) = post_office.letters
    assert letter["Subject"] == f"Your return is announced: order {order.number}"
    words = part(letter, "plain")
    assert "1 x " in words
    assert "(Oak)" in words
    assert "Elm" not in words
    assert "\nSend it to\n    Nord <Returns>\n    Gate 7\n    8020 Graz\n" in words
    assert "Nord &lt;Returns&gt;<br>Gate 7<br>8020 Graz" in part(letter, "html")
    assert told_of(order, MailKind.RETURN_ANNOUNCED) == [MailState.SENT]


def test_merchant_without_an_address_for_returns_has_that_of_their_invoices(
    order: Order, post_office: PostOffice
) -> None:
    details_of(order.lines.all()[0].merchant)

    oak_sent_back(order)

    (letter,) = post_office.letters
    assert "    Atelier Nord GmbH\n    Hauptplatz 1\n    8010 Graz\n    Austria\n" in part(letter, "plain")
    page = Client().get(f"/orders/{order.public_id}/").content.decode()
    assert "Atelier Nord GmbH<br>Hauptplatz 1<br>8010 Graz<br>Austria</address>" in page


def test_merchant_without_any_address_says_it_themselves(order: Order, post_office: PostOffice) -> None:
    oak_sent_back(order)

    (letter,) = post_office.letters
    assert all("Wait until they tell you where to send it." in part(letter, form) for form in FORMS)
    assert "Send it to" not in part(letter, "plain")
    page = Client().get(f"/orders/{order.public_id}/").content.decode()
    assert "Atelier Nord tells you where to send it." in page


def test_refused_return_is_told_once_with_its_reason(order: Order, post_office: PostOffice) -> None:
    announced = oak_sent_back(order)
    post_office.letters.clear()
    refuse = partial(refuse_return, return_id=announced.public_id, actor=announced.merchant, now=NOW)

    refuse(answer="It was\nworn <b>out</b>.")
    with pytest.raises(ReturnRefused):
        refuse(answer="Again.")

    (letter,) = post_office.letters
    assert letter["Subject"] == f"Your return was refused: order {order.number}"
    said = "Atelier Nord does not take back what is listed here, and says: “It was worn <b>out</b>.”"
    assert said in part(letter, "plain")
    assert "It was worn &lt;b&gt;out&lt;/b&gt;." in part(letter, "html")
    assert "Elm" not in part(letter, "plain")
    assert told_of(order, MailKind.RETURN_REFUSED) == [MailState.SENT]


def test_refusal_without_a_reason_is_told_as_such(order: Order, post_office: PostOffice) -> None:
    announced = oak_sent_back(order)
    refuse_return(return_id=announced.public_id, actor=announced.merchant, now=NOW)

    words = part(post_office.letters[-1], "plain")
    assert "Atelier Nord does not take back what is listed here." in words


def test_what_is_announced_and_received_at_once_is_told_as_received(
    order: Order, post_office: PostOffice
) -> None:
    with transaction.atomic():
        announced = oak_sent_back(order)
        receive_return(return_id=announced.public_id, actor=announced.merchant, restocked={}, now=NOW)

    (letter,) = post_office.letters
    assert letter["Subject"] == f"Your return is here: order {order.number}"
    assert "Elm" not in part(letter, "plain")
    assert told_of(order, MailKind.RETURN_ANNOUNCED) == [MailState.DROPPED]


@pytest.mark.parametrize(
    ("role", "said"), [(Membership.Role.OWNER, "Gate 7\r\n8020 Graz"), (Membership.Role.STAFF, "")]
)
def test_owner_says_where_returns_go(order: Order, role: Membership.Role, said: str) -> None:
    details = details_of(order.lines.all()[0].merchant)
    person = works_for(details.merchant)
    person.memberships.update(role=role)
    User.objects.filter(pk=person.pk).update(is_staff=True)
    person.groups.add(Group.objects.get(name=MERCHANTS_GROUP))
    client = Client()
    client.force_login(person)

    names = ("legal_name", "line1", "postcode", "city", "email", "invoice_prefix")
    typed = {name: getattr(details, name) for name in names}
    client.post(
        f"/admin/accounts/merchantdetails/{details.pk}/change/",
        {**typed, "country": "AT", "return_address": "Gate 7\r\n8020 Graz"},
    )

    details.refresh_from_db()
    assert details.return_address == said
