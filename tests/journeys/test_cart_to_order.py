"""From the cart to a paid order on a phone, by way of a declined payment, with the database as witness."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from catalog.services.publish_product import publish_product
from orders.models import Order
from orders.states import OrderState, PaymentState
from tests.factories.catalog import ProductFactory, make_offer
from tests.journeys import steps
from tests.journeys.browser import chromium, chromium_is_missing, keep_screenshot, visit
from tests.journeys.processes import Process

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(chromium_is_missing(), reason="Chromium is not installed"),
]

SCREENSHOTS = Path(__file__).resolve().parents[2] / "build" / "screenshots"


def test_a_declined_payment_is_paid_at_the_second_try(site: str, worker: Process, now: datetime) -> None:
    product = ProductFactory(name="Windsor chair", slug="windsor")
    variant = make_offer(product=product, amount_minor=4990, on_hand=2)
    publish_product(product_id=product.pk, now=now)

    with chromium() as browser, visit(browser, width=390, height=844) as (page, watch):
        steps.find_product(page, site, "Windsor chair", "windsor")
        steps.add_to_cart(page, site)
        keep_screenshot(page, SCREENSHOTS, "cart-phone")
        steps.check_out(page, site)
        page.get_by_role("button", name="Decline").click()
        expect(
            page.get_by_role("alert").or_(page.get_by_text(re.compile("declined", re.I))).first
        ).to_be_visible()
        keep_screenshot(page, SCREENSHOTS, "declined-phone")
        page.get_by_role("button", name=re.compile("again|pay", re.IGNORECASE)).first.click()
        page.get_by_role("button", name=re.compile("^Pay")).click()
        expect(page.get_by_role("heading", name=re.compile("Thank you"))).to_be_visible()
        assert watch.complaints == []
        assert watch.strangers == []

    order = Order.objects.get()
    stock = variant.stock.get()
    assert (order.order_state, order.payment_state) == (OrderState.CONFIRMED, PaymentState.CAPTURED)
    assert [payment.state for payment in order.payments.order_by("pk")] == [
        PaymentState.FAILED,
        PaymentState.CAPTURED,
    ]
    assert (order.lines_minor, order.shipping_minor, order.total_minor) == (4990, 490, 5480)
    assert (stock.on_hand, stock.allocated) == (2, 1)
