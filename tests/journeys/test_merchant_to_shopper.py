"""The whole way in a real browser: a merchant uploads a model and sells it, a stranger turns it and buys it."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from orders.models import Order
from orders.states import OrderState, PaymentState
from tests.factories.catalog import CategoryFactory
from tests.factories.glb import build_glb
from tests.journeys import steps
from tests.journeys.browser import (
    chromium,
    chromium_is_missing,
    keep_screenshot,
    share_of_other_pixels,
    visit,
)
from tests.journeys.people import Seller, make_seller
from tests.journeys.processes import Process

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(chromium_is_missing(), reason="Chromium is not installed"),
]

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "build" / "screenshots"
REAL_MODEL = Path(os.environ.get("VITRINE_MODELS", ROOT.parent / "shared" / "models")) / "SheenChair.glb"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A real product's model where there is one, otherwise a small one made here."""
    if REAL_MODEL.exists():
        return REAL_MODEL
    made = tmp_path / "made.glb"
    made.write_bytes(build_glb())
    return made


def test_a_model_goes_from_upload_to_order(site: str, worker: Process, model: Path) -> None:
    seller = make_seller()
    category = CategoryFactory(name="Chairs", slug="chairs")

    with chromium() as browser:
        _sell(browser, site, seller, model)
        _buy(browser, site)

    order = Order.objects.get()
    line = order.lines.get()
    assert (order.order_state, order.payment_state) == (OrderState.CONFIRMED, PaymentState.CAPTURED)
    assert (line.product_name, line.unit_minor, line.merchant) == ("Journey chair", 12_900, seller.merchant)
    assert line.revision is not None
    assert line.revision.number == 1
    assert category.products.get().version > 0


def _sell(browser: Browser, site: str, seller: Seller, model: Path) -> None:
    with visit(browser) as (page, watch):
        steps.log_in(page, site, seller.user.email)
        steps.upload_model(page, site, "Journey model", model)
        keep_screenshot(page, SCREENSHOTS, "admin-model")
        steps.publish_model(page)
        steps.sell_product(
            page, site, name="Journey chair", model="Journey model", category="Chairs", look=""
        )
        keep_screenshot(page, SCREENSHOTS, "admin-product")

        assert watch.complaints == []


def _buy(browser: Browser, site: str) -> None:
    with visit(browser) as (page, watch):
        steps.find_product(page, site, "Journey chair", "journey-chair")
        assert page.context.cookies() == []
        stage = page.locator("[data-viewer]")
        poster = stage.screenshot()

        steps.open_model(page)
        opened = stage.screenshot()
        before, after = steps.turn_model(page)
        turned = stage.screenshot()
        keep_screenshot(page, SCREENSHOTS, "product-turned")

        # The model takes its poster's place without a jump, and is another picture once it is turned.
        assert share_of_other_pixels(poster, opened) < 0.03
        assert share_of_other_pixels(poster, turned) > 0.05
        assert before != after
        steps.add_to_cart(page, site)
        steps.check_out(page, site)
        page.get_by_role("button", name="Pay", exact=False).first.click()
        expect(page.get_by_role("heading").first).to_be_visible()
        keep_screenshot(page, SCREENSHOTS, "order-confirmed")
        assert watch.complaints == []
        assert watch.strangers == []
