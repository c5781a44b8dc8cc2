"""Cart and checkout by keyboard: the focus stays where it was, and nothing that was typed is lost."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from orders.models import CartLine, Order
from tests.factories.orders import make_voucher, sold_variant
from tests.journeys.browser import chromium, chromium_is_missing, visit

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(chromium_is_missing(), reason="Chromium is not installed"),
]

TYPED = {
    "email": "guest@vitrine.test",
    "name": "Grace Guest",
    "line1": "Lange Gasse 1",
    "postcode": "1080",
    "city": "Wien",
}


def fill_cart(page: Page, site: str) -> int:
    """With one thing for €25.00; the number of its variant."""
    variant = sold_variant(on_hand=9)
    page.request.post(f"{site}/cart/lines/", form={"variant": variant.pk, "quantity": 1})
    return variant.pk


def test_arrow_keys_choose_a_quantity_and_the_focus_stays(site: str) -> None:
    with chromium() as browser, visit(browser) as (page, watch):
        variant = fill_cart(page, site)
        page.goto(f"{site}/cart/")
        quantity = page.get_by_label(re.compile("^Quantity"))
        quantity.focus()
        for _ in range(3):
            page.keyboard.press("ArrowDown")

        expect(page.locator(".cart-line__total")).to_contain_text("€100.00")
        expect(quantity).to_be_focused()
        expect(quantity).to_have_value("4")
        expect(page.locator("[data-announcer]")).to_have_text(re.compile("Your cart now has 4 of"))
        expect(page.get_by_role("link", name="Cart, 4 things")).to_have_count(1)
        assert watch.complaints == []

    assert CartLine.objects.get(variant=variant).quantity == 4


def test_enter_behind_a_voucher_takes_it_off_and_orders_nothing(site: str) -> None:
    make_voucher("TENTH", percent=10)

    with chromium() as browser, visit(browser) as (page, watch):
        fill_cart(page, site)
        page.goto(f"{site}/checkout/")
        page.get_by_label("Voucher code").fill("tenth")
        page.keyboard.press("Enter")

        expect(page.locator("[data-order-button]")).to_have_text("Order and pay €27.40")
        expect(page).to_have_url(f"{site}/checkout/")
        expect(page.get_by_label("Voucher code")).to_be_focused()
        assert watch.complaints == []

    assert not Order.objects.exists()


def test_what_is_typed_while_the_page_asks_for_another_country_stays(site: str) -> None:
    with chromium() as browser, visit(browser) as (page, watch):
        fill_cart(page, site)
        page.goto(f"{site}/checkout/")
        held: list[Route] = []

        def hold(route: Route) -> None:
            held.append(route)

        page.route("**/checkout/", hold)
        page.get_by_label("Country").select_option("US")
        page.get_by_label("Full name").press_sequentially("Grace")
        held.pop().continue_()

        expect(page.get_by_label("State")).to_be_visible()
        expect(page.get_by_label("Full name")).to_be_focused()
        page.keyboard.type(" Guest")
        expect(page.get_by_label("Full name")).to_have_value("Grace Guest")
        assert watch.complaints == []


def test_going_back_from_the_payment_after_an_error_leads_to_the_order(site: str) -> None:
    with chromium() as browser, visit(browser, width=390, height=844) as (page, _):
        fill_cart(page, site)
        page.goto(f"{site}/checkout/")
        page.locator("[data-order-button]").click()
        expect(page.locator(".checkout__problems")).to_be_focused()
        page.get_by_label("Full name").fill("Grace Guest")
        expect(page.get_by_label("Full name")).not_to_have_attribute("aria-invalid", "true")
        for name, value in TYPED.items():
            page.locator(f"[name={name}]").fill(value)
        page.locator("[name=terms]").check()
        page.locator("[data-order-button]").click()
        expect(page).to_have_url(re.compile("/pay/"))
        page.go_back()

        expect(page.get_by_role("heading", name="Almost yours.")).to_be_visible()
        expect(page.locator(".story time")).not_to_contain_text("UTC")
        page.goto(f"{site}/cart/")
        page.get_by_role("link", name="Go to the order").click()
        expect(page.get_by_role("heading", name="Almost yours.")).to_be_visible()


def test_the_first_field_with_an_error_has_the_focus(site: str) -> None:
    with chromium() as browser, visit(browser) as (page, _):
        page.goto(f"{site}/orders/find/")
        page.get_by_label("Order number").fill("1000")
        page.keyboard.press("Enter")

        expect(page.get_by_label("E-mail address")).to_be_focused()
