"""What programs with an API key may ask: only with the right one, only for what it was made, only of their merchant."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import ApiKey, WebhookDelivery, WebhookEndpoint
from accounts.states import DeliveryState, Scope, WebhookEvent
from catalog.models import Collection, Price, ProductMedia, Variant
from catalog.money import Money
from catalog.services.media.add_media import add_video
from catalog.services.move_product import archive_product, withdraw_product
from catalog.services.schedule_price import schedule_sale
from catalog.services.schedule_product import schedule_product
from catalog.states import AttributeKind
from orders.models import Order, OrderLine, Payment
from orders.services.fulfilment.fulfil import fulfil
from orders.services.stock import allocate, needs_of, write_allocations
from orders.states import OrderState, PaymentState
from tests.accounts.services.webhooks.receiver import endpoint_at
from tests.architecture.policy import METHODS, POLICIES, READ, Who
from tests.architecture.requests import MERCHANT, ORDER, SENT
from tests.architecture.rows import everything
from tests.catalog.api.writing.program import Program
from tests.factories.catalog import (
    CategoryFactory,
    ProductFactory,
    make_attribute,
    make_collection,
    make_offer,
)
from tests.factories.orders import written_order
from tests.factories.selling import sent_back

pytestmark = pytest.mark.django_db

NUMBER = re.compile(r"<int:\w+>")
every_request = pytest.mark.parametrize(("method", "pattern"), SENT)
OF_ONE = [(method, pattern) for method, pattern in SENT if "<" in pattern]


def before(pattern: str, variant: Variant) -> None:
    """Bring what there is into the state in which the request can be carried out."""
    now, product_id = timezone.now(), variant.product_id
    if pattern.endswith(("publish/", "schedule/", "call-off/")):
        withdraw_product(product_id=product_id)
    if pattern.endswith("call-off/"):
        schedule_product(product_id=product_id, publish_at=now + timedelta(days=1), now=now)
    if pattern.endswith("restore/"):
        archive_product(product_id=product_id)
    if pattern.startswith(ORDER):
        before_an_order(pattern)
    if pattern.endswith("<int:price_id>/"):
        schedule_sale(
            variant_id=variant.pk,
            price=Money(1, "EUR"),
            starts_at=now + timedelta(days=1),
            ends_at=now + timedelta(days=2),
            now=now,
        )


def before_an_order(pattern: str) -> None:
    """Of orders: its stock is promised, and what is done to it can be."""
    lines = list(OrderLine.objects.all())
    write_allocations(lines, allocate(needs_of(lines)))
    if pattern.endswith("refunds/"):
        pay(PaymentState.CAPTURED)
    if pattern.endswith("capture/"):
        pay(PaymentState.AUTHORISED)
    if any(part in pattern for part in ("fulfilments/", "returns/")):
        Order.objects.update(order_state=OrderState.CONFIRMED, payment_state=PaymentState.CAPTURED)
    if any(part in pattern for part in ("<int:shipment_number>", "returns/")):
        ship()
    if "<int:return_number>" in pattern:
        sent_back(Order.objects.get(), {OrderLine.objects.get().pk: 1}, now=timezone.now())


def pay(state: PaymentState) -> None:
    """The money came, or is set aside."""
    order = Order.objects.get()
    facts = {"currency": order.currency, "amount_minor": order.total_minor}
    Payment.objects.create(order=order, gateway="local", state=state, **facts)
    Order.objects.update(order_state=OrderState.CONFIRMED, payment_state=state)


def ship() -> None:
    """All that was ordered."""
    line = OrderLine.objects.get()
    fulfil(order_id=line.order.public_id, actor=line.merchant, quantities={line.pk: 1}, now=timezone.now())


def sent(method: str, pattern: str) -> object:
    """What is sent; shipments and returns name the line that there is."""
    if method == "POST" and pattern.endswith(("fulfilments/", "returns/")):
        said = SENT[method, pattern] or {}
        assert isinstance(said, dict)
        return {**said, "lines": [{"line": OrderLine.objects.get().pk, "quantity": 1}]}
    return SENT[method, pattern]


def address_of(pattern: str, variant: Variant) -> str:
    sale = Price.objects.reduced().first()
    return "/" + (
        pattern.replace("<int:product_id>", str(variant.product_id))
        .replace("<int:variant_id>", str(variant.pk))
        .replace("<int:price_id>", str(sale.pk if sale else 1))
        .replace("<int:media_id>", str(ProductMedia.objects.get().pk))
        .replace("<int:collection_id>", str(Collection.objects.get().pk))
        .replace("<int:number>", str(Order.objects.get().number))
        .replace("<int:endpoint_id>", str(WebhookEndpoint.objects.get().pk))
        .replace("<str:message_id>", "msg_1")
        .replace("<int:shipment_number>", "1")
        .replace("<int:return_number>", "1")
    )


def rows() -> dict[str, list[dict[str, object]]]:
    """Everything but when keys were last used."""
    return {label: found for label, found in everything().items() if label != "accounts.ApiKey"}


@pytest.fixture
def program() -> Program:
    return Program()


@pytest.fixture
def variant(program: Program) -> Variant:
    CategoryFactory(slug="seats")
    make_attribute(AttributeKind.TEXT)
    offer = make_offer(product=ProductFactory(merchant=program.merchant, published=True), sku="OWN")
    written_order(offer)
    make_collection("Summer", offer.product, merchant=program.merchant)
    add_video(product=offer.product, video_url="https://youtu.be/0", alt="Of it all")
    WebhookDelivery.objects.create(
        endpoint=endpoint_at("https://hooks.vitrine.test/", program.merchant),
        message_id="msg_1",
        event=WebhookEvent.ORDER_PAID,
        state=DeliveryState.SENT,
        next_at=timezone.now(),
        finished_at=timezone.now(),
    )
    return offer


def test_every_request_that_the_table_of_policies_allows_is_made_here() -> None:
    allowed = {
        (method, pattern)
        for pattern, policy in POLICIES.items()
        if policy.who is Who.PROGRAM
        for method in policy.methods - {"HEAD"}
    }

    assert set(SENT) == allowed


@every_request
def test_merchants_own_program_is_served(
    method: str, pattern: str, program: Program, variant: Variant
) -> None:
    before(pattern, variant)
    there = rows()

    told = program.ask(method, address_of(pattern, variant), sent(method, pattern), If_Match="*")

    assert told.status in {200, 201, 202}, told.document
    assert (rows() == there) == (method == "GET")


@pytest.mark.parametrize(("method", "pattern"), OF_ONE)
def test_what_is_another_merchants_does_not_exist(
    method: str, pattern: str, program: Program, variant: Variant
) -> None:
    before(pattern, variant)
    other, there = Program(), rows()

    told = other.ask(method, address_of(pattern, variant), sent(method, pattern), If_Match="*")
    nothing = program.ask(method, NUMBER.sub("999999", f"/{pattern}"), sent(method, pattern), If_Match="*")

    assert told.problem == nothing.problem
    assert told.status == 404
    assert rows() == there


@pytest.mark.parametrize("part", ["products", "collections", "prices", "stock", "orders", "webhooks"])
def test_what_is_asked_of_all_is_only_of_the_merchants_own(part: str, variant: Variant) -> None:
    other = Program()
    there = rows()
    method = {"prices": "PUT", "stock": "POST"}.get(part, "GET")

    told = other.ask(method, f"/{MERCHANT}{part}/", SENT[method, f"{MERCHANT}{part}/"])

    assert told.document.get("items", []) == []
    assert [row["result"] for row in told.document.get("rows", [])] == ["refused"] * (method != "GET")
    assert rows() == there


@every_request
def test_key_that_was_made_for_something_else_is_refused(
    method: str, pattern: str, program: Program, variant: Variant
) -> None:
    other = Scope.CATALOG_WRITE if method == "GET" else Scope.CATALOG_READ
    limited = Program(program.merchant, scopes=(other,))
    before(pattern, variant)
    there = rows()

    told = limited.ask(method, address_of(pattern, variant), sent(method, pattern), If_Match="*")

    assert told.problem == (403, "scope_missing")
    assert rows() == there


@every_request
def test_key_that_was_revoked_opens_nothing(
    method: str, pattern: str, program: Program, variant: Variant
) -> None:
    before(pattern, variant)
    ApiKey.objects.update(revoked_at=timezone.now())
    there = everything()

    told = program.ask(method, address_of(pattern, variant), sent(method, pattern), If_Match="*")

    assert told.problem == (401, "api_key_revoked")
    assert everything() == there


@pytest.mark.parametrize(
    "pattern", [pattern for pattern, policy in POLICIES.items() if policy.who is Who.PROGRAM]
)
def test_methods_that_are_not_named_do_nothing(pattern: str, program: Program, variant: Variant) -> None:
    there = rows()

    for method in set(METHODS) - POLICIES[pattern].methods - READ:
        told = program.ask(method, address_of(pattern, variant), {"name": "Other"}, If_Match="*")
        assert told.problem == (405, "method_not_allowed")

    assert rows() == there
