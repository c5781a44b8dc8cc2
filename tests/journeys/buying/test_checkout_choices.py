"""The checkout page with its script, on a phone and a desktop: country, way of sending and voucher change the price."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from orders.models import Order, ShippingMethod, ShippingZone, TaxRate
from tests.factories.orders import make_voucher, sold_variant
from tests.journeys.browser import chromium, chromium_is_missing, keep_screenshot, visit

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(chromium_is_missing(), reason="Chromium is not installed"),
]

SCREENSHOTS = Path(__file__).resolve().parents[3] / "build" / "screenshots"


def set_up_shop() -> None:
    """Express beside the standard delivery, a fifth of tax in Austria, a tenth off, and nothing to Switzerland."""
    method = ShippingMethod.objects.create(
        zone=ShippingZone.objects.get(), name="Express", days_from=1, days_to=1, position=1
    )
    method.rates.create(amount_minor=1490)
    ShippingZone.objects.create(name="Alps").countries.create(country="CH")
    TaxRate.objects.create(country="AT", percent=20)
    make_voucher("TENTH", percent=10)


def open_checkout(page: Page, site: str) -> None:
    """With one thing for €25.00 in the cart."""
    page.request.post(f"{site}/cart/lines/", form={"variant": sold_variant().pk, "quantity": 1})
    page.goto(f"{site}/checkout/")


def choose_and_order(page: Page) -> None:
    """Everything the page can be asked for, one after another, and what it says each time."""
    button = page.locator("[data-order-button]")
    expect(button).to_have_text("Order and pay €29.90")
    page.get_by_label("Express").check()
    expect(button).to_have_text("Order and pay €39.90")
    page.get_by_label("Voucher code").fill("nothing")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("We do not know this voucher code.")).to_be_visible()
    page.get_by_label("Voucher code").fill("tenth")
    page.get_by_role("button", name="Apply").click()
    expect(button).to_have_text("Order and pay €37.40")
    page.get_by_label("E-mail address").fill("guest@vitrine.test")
    page.get_by_label("Full name").fill("Grace Guest")
    page.get_by_label("Country").select_option("CH")
    expect(page.get_by_text("We do not deliver to Switzerland yet.").first).to_be_visible()
    page.get_by_label("Country").select_option("US")
    expect(page.get_by_label("State")).to_be_visible()
    expect(page.get_by_label("Full name")).to_have_value("Grace Guest")
    page.get_by_label("Country").select_option("AT")
    expect(button).to_have_text("Order and pay €27.40")
    # Where nothing is sent, no way of sending stays chosen.
    page.get_by_label("Express").check()
    expect(button).to_have_text("Order and pay €37.40")


def fill_in(page: Page) -> None:
    for name, value in {"line1": "Lange Gasse 1", "postcode": "1080", "city": "Wien"}.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=is_billed_elsewhere]").check()
    page.locator("[name=billing-name]").fill("Guest GmbH")
    for name, value in {"line1": "Ring 1", "postcode": "1010", "city": "Wien"}.items():
        page.locator(f"[name=billing-{name}]").fill(value)
    page.locator("[name=terms]").check()


@pytest.mark.parametrize(("device", "width", "height"), [("phone", 390, 844), ("desktop", 1280, 900)])
def test_choices_change_the_price_and_the_order_is_that(
    site: str, device: str, width: int, height: int
) -> None:
    set_up_shop()

    with chromium() as browser, visit(browser, width=width, height=height) as (page, watch):
        open_checkout(page, site)
        keep_screenshot(page, SCREENSHOTS, f"checkout-{device}")
        choose_and_order(page)
        fill_in(page)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=SCREENSHOTS / f"checkout-choices-{device}-{scheme}.png", full_page=True)
        page.locator("[name=postcode]").fill("nowhere")
        page.get_by_role("button", name=re.compile("^Order and pay")).click()
        expect(page.get_by_text("This is no postcode of Austria").first).to_be_visible()
        page.screenshot(path=SCREENSHOTS / f"checkout-wrong-{device}.png", full_page=True)
        page.locator("[name=postcode]").fill("1080")
        page.get_by_role("button", name=re.compile("^Order and pay")).click()
        expect(page).to_have_url(re.compile("/pay/"))
        assert watch.strangers == []
        assert [words for words in watch.complaints if "422" not in words] == []

    order = Order.objects.get()
    assert (order.voucher_code, order.shipping_method, order.total_minor) == ("TENTH", "Express", 3740)
    assert order.billing_address is not None
    assert order.billing_address["name"] == "Guest GmbH"
