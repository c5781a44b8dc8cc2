"""Whatever is sent, by strangers or by people of a merchant, is answered with a clear refusal and never with a fault."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import Merchant
from accounts.services.ensure_roles import MERCHANTS_GROUP, MERCHANTS_MAY, ensure_roles
from assets3d.models import Source
from catalog.states import AttributeKind
from orders.models import Cart, CartLine, Order
from orders.queries.carts.cart import read_cart
from tests.architecture.rows import everything
from tests.factories.accounts import MembershipFactory
from tests.factories.assets3d import AssetFactory
from tests.factories.catalog import make_attribute, make_offer
from tests.factories.orders import DELIVERY, payment_of, placed_order, sold_variant

pytestmark = pytest.mark.django_db

ODD = [
    "",
    "\0",
    "a\0b",
    "-1",
    "0",
    "1e9",
    "1e999999",
    "1e-999999",
    "NaN",
    "9" * 31,
    str(2**63),
    "\N{SUPERSCRIPT TWO}",
    "\N{PILE OF POO}",
    "\N{RIGHT-TO-LEFT OVERRIDE}x",
    "\ud800",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "' OR 1=1 --",
    "a\r\nSet-Cookie: x=y",
    "x" * 20_000,
]
ODD_IDS = [repr(value[:24]) for value in ODD]
FREE_TEXT = {"name", "line1", "line2", "postcode", "city"}
odd = pytest.mark.parametrize("value", ODD, ids=ODD_IDS)


def form(**fields: object) -> bytes:
    """A form as a program may send it, half surrogates and all."""
    return "&".join(f"{name}={_quoted(str(value))}" for name, value in fields.items()).encode()


def _quoted(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode("utf-8", "surrogatepass"))


def send(client: Client, address: str, content: bytes, **headers: str) -> int:
    answer = client.post(address, content, content_type="application/x-www-form-urlencoded", headers=headers)
    return answer.status_code


@pytest.fixture
def shopper(client: Client) -> Client:
    """Somebody with one thing in their cart."""
    client.post("/cart/lines/", {"variant": sold_variant().pk, "quantity": 1})
    return client


@odd
@pytest.mark.parametrize("name", ["variant", "quantity"])
def test_odd_things_do_not_come_into_the_cart(name: str, value: str, client: Client) -> None:
    fields = {"variant": make_offer().pk, "quantity": 1, name: value}

    page = send(client, "/cart/lines/", form(**fields))
    script = send(client, "/cart/lines/", form(**fields), Accept="application/json")

    # A quantity that is not said is one.
    said_nothing = (name, value) == ("quantity", "")
    assert (page, script) == (302, 200 if said_nothing else 409)
    assert CartLine.objects.exists() == said_nothing


@odd
def test_odd_quantities_leave_the_line_as_it_was(value: str, shopper: Client) -> None:
    line = CartLine.objects.get()

    assert send(shopper, f"/cart/lines/{line.variant_id}/", form(quantity=value)) == 302
    assert send(shopper, f"/cart/lines/{'9' * 31}/", form(quantity=1)) == 302
    assert send(shopper, f"/cart/lines/{'9' * 31}/remove/", b"") == 302

    line.refresh_from_db()
    assert line.quantity == 1


@pytest.mark.django_db(transaction=True)
@odd
def test_odd_addresses_are_refused_or_kept_as_they_are(value: str, shopper: Client) -> None:
    total = read_cart(Cart.objects.get().token).totals.total.minor
    good = {**vars(DELIVERY.address), "email": DELIVERY.email, "terms": "on", "expected_total": total}

    for name in good:
        status = send(shopper, "/checkout/", form(**{**good, name: value}))

        assert status in {302, 409, 422}, name
        if status == 302:
            # Anything ticks a box; else only text that a label can bear, where no rule says what it is.
            # What a country's addresses do not have is left out.
            is_left_out = name == "region" and not Order.objects.get().shipping_address["region"]
            assert name == "terms" or is_left_out or (name in FREE_TEXT and "\0" not in value)
            break

    assert Order.objects.count() <= 1


@pytest.mark.django_db(transaction=True)
@odd
def test_odd_outcomes_do_not_pay(value: str, client: Client) -> None:
    order = placed_order((sold_variant(), 1))

    assert send(client, f"/pay/{payment_of(order).public_id}/", form(outcome=value)) == 200

    order.refresh_from_db()
    assert order.payment_state == "pending"


@odd
@pytest.mark.parametrize("name", ["cursor", "limit", "category", "format", "search", "attr.x", "option.x"])
def test_api_answers_odd_questions_with_a_problem(name: str, value: str, client: Client) -> None:
    answer = client.get(f"/api/v1/products/?{name}={_quoted(value)}")

    assert answer.status_code in {200, 400, 404}
    if answer.status_code != 200:
        problem = json.loads(answer.content)
        assert (answer["Content-Type"], problem["status"]) == ("application/problem+json", answer.status_code)


@odd
def test_pages_answer_odd_questions(value: str, client: Client) -> None:
    slug = make_offer().product.slug

    for address in (f"/?after={_quoted(value)}", f"/products/{slug}/?sku={_quoted(value)}", "/cart/"):
        client.cookies["vitrine_cart"] = "".join(
            letter for letter in value if letter.isascii() and letter.isprintable()
        )
        assert client.get(address).status_code in {200, 404}


@odd
@pytest.mark.parametrize(
    "name",
    [
        "q",
        "category",
        "price_min",
        "width",
        "available",
        "colour",
        "sort",
        "after",
        "attr.wood",
        "attr.height.min",
        "option.size",
    ],
)
def test_search_answers_odd_questions(name: str, value: str, client: Client) -> None:
    make_offer()
    make_attribute(AttributeKind.CHOICE, name="Wood", is_filter=True)
    make_attribute(AttributeKind.NUMBER, name="Height", is_filter=True)

    assert client.get(f"/search/?{name}={_quoted(value)}").status_code in {200, 400, 404}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{", "application/json"),
        (b"\xff\xfe\0", "application/x-www-form-urlencoded"),
        (b"nonsense", "multipart/form-data"),
        (b"nonsense", "multipart/form-data; boundary="),
        (b"--x\r\nnonsense", "multipart/form-data; boundary=x"),
        (b"a=1&" * 2000, "application/x-www-form-urlencoded"),
        (b"a" * 3_000_000, "application/x-www-form-urlencoded"),
        (b"variant=1", "\N{PILE OF POO}"),
    ],
)
def test_bodies_that_are_no_form_are_refused(content: bytes, kind: str, client: Client) -> None:
    for address in ("/cart/lines/", "/cart/lines/1/", "/checkout/"):
        assert client.post(address, content, content_type=kind).status_code in {302, 400, 409, 413, 422}

    assert not Cart.objects.exists()


@pytest.fixture
def merchant(client: Client) -> Merchant:
    """Whose member the client is."""
    for app_label in MERCHANTS_MAY:
        ensure_roles(app_label=app_label)
    membership = MembershipFactory()
    membership.user.groups.add(Group.objects.get(name=MERCHANTS_GROUP))
    client.force_login(membership.user)
    found: Merchant = membership.merchant
    return found


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100,
        b"[" * 4096,
        b'{"filename": "a\\ud800.glb", "content_type": "model/gltf-binary", "bytes": 10}',
        b'{"filename": 1, "content_type": [], "bytes": "x"}',
        b'{"filename": "a.glb", "content_type": "model/gltf-binary", "bytes": true}',
        b'{"filename": "a.glb", "content_type": "model/gltf-binary", "bytes": 1.5}',
        b'{"filename": "a.glb", "content_type": "model/gltf-binary", "bytes": -1}',
        b'{"filename": "a.glb", "content_type": "model/gltf-binary", "bytes": 1' + b"0" * 30 + b"}",
        b'{"filename": "a\\u0000.glb", "content_type": "model/gltf-binary", "bytes": 10}',
        b'{"filename": "../../a.exe", "content_type": "model/gltf-binary", "bytes": 10}',
        b'{"filename": "a.html", "content_type": "model/gltf-binary", "bytes": 10}',
    ],
)
def test_odd_announcements_of_uploads_are_refused(
    document: bytes, merchant: Merchant, client: Client
) -> None:
    asset = AssetFactory(merchant=merchant)

    answer = client.post(
        f"/admin/assets3d/asset/{asset.pk}/upload/", document, content_type="application/json"
    )

    assert answer.status_code in {400, 422}
    assert answer.json()["message"]
    assert not Source.objects.exists()


@odd
@pytest.mark.parametrize("name", ["q", "p", "o", "e", "all", "pk", "merchant__id__exact", "nothing"])
def test_lists_of_the_admin_answer_odd_questions(
    name: str, value: str, merchant: Merchant, client: Client
) -> None:
    make_offer()

    for address in ("assets3d/asset", "catalog/product", "catalog/category", "orders/order"):
        answer = client.get(f"/admin/{address}/?{name}={_quoted(value)}")
        assert answer.status_code in {200, 302, 400}, address


@odd
def test_admin_has_no_row_at_odd_addresses(value: str, merchant: Merchant, client: Client) -> None:
    before = everything()

    for address in ("assets3d/asset", "catalog/product", "orders/order"):
        answer = client.get(f"/admin/{address}/{_quoted(value)}/change/")
        assert answer.status_code in {302, 404}, address

    assert everything() == before


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x"]
)
def test_log_in_leads_to_no_other_site(address: str, merchant: Merchant, client: Client) -> None:
    person = merchant.memberships.get().user
    person.set_password("a long password")
    person.save()
    client.logout()
    fields: Mapping[str, Any] = {"username": person.email, "password": "a long password", "next": address}

    answer = client.post(f"/admin/login/?next={_quoted(address)}", fields)

    assert (answer.status_code, answer["Location"]) == (302, "/account/")
