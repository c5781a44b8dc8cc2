"""Shoppers find things by keyboard, on phones, and with scripts switched off."""

import pytest
from django.db import connection
from playwright.sync_api import expect

from catalog.mirror.relay import relay_mirror
from catalog.search.refresh import relay_search
from tests.factories.catalog import CategoryFactory, ProductFactory, make_offer
from tests.journeys.browser import chromium, chromium_is_missing, visit

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(chromium_is_missing(), reason="Chromium is not installed"),
]


@pytest.fixture
def shop(site: str) -> str:
    """The address of a shop with an oak chair, which is sold out, and a velvet one."""
    chairs = CategoryFactory(name="Chairs", slug="chairs")
    for name, on_hand in (("Oak chair", 0), ("Velvet chair", 5)):
        slug = name.lower().replace(" ", "-")
        product = ProductFactory(published=True, name=name, slug=slug, category=chairs)
        make_offer(product=product, on_hand=on_hand)
    relay_mirror()
    relay_search()
    return site


def test_filter_by_keyboard_keeps_the_place_in_the_form(shop: str) -> None:
    with chromium() as browser, visit(browser) as (page, watch):
        page.goto(shop)
        page.keyboard.press("/")
        page.keyboard.type("chair")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="2 products for “chair”").wait_for()

        available = page.get_by_role("checkbox", name="Can be bought now")
        available.focus()
        page.keyboard.press("Space")
        page.get_by_role("heading", name="1 product for “chair”").wait_for()

        expect(available).to_be_focused()
        expect(page.locator("[data-announcer]")).to_have_text("1 product for “chair”")
        expect(page.get_by_role("link", name="Velvet chair")).to_be_visible()
        assert page.url == f"{shop}/search/?q=chair&available=true"
        page.get_by_role("link", name="Remove the filter: Can be bought now").click()
        page.get_by_role("heading", name="2 products for “chair”").wait_for()
        assert (watch.complaints, watch.strangers) == ([], [])
        connection.close()


def test_mistake_is_said_beside_its_field_and_mended_there(shop: str) -> None:
    with chromium() as browser, visit(browser) as (page, _):
        page.goto(f"{shop}/search/?q=chair")
        least = page.locator("#price_min")
        least.fill("cheap")
        least.press("Tab")
        page.get_by_text("Write an amount").wait_for()
        assert least.get_attribute("aria-invalid") == "true"

        least.fill("1")
        least.press("Tab")
        page.get_by_role("link", name="Remove the filter: From €1.00").wait_for()

        expect(page.get_by_text("Write an amount")).to_be_hidden()
        assert least.get_attribute("aria-invalid") == "false"
        connection.close()


def test_phone_opens_the_field_as_wide_as_its_page_and_unfolds_filters(shop: str) -> None:
    with chromium() as browser, visit(browser, width=390, height=844) as (page, watch):
        page.goto(shop)
        field = page.get_by_role("combobox", name="Search the shop")
        box = field.bounding_box()
        assert box is not None
        assert box["width"] < 60
        field.click()
        opened = field.bounding_box()
        assert opened is not None
        assert opened["width"] > 300
        page.keyboard.press("Escape")
        expect(field).not_to_be_focused()

        page.goto(f"{shop}/search/")
        expect(page.get_by_role("checkbox", name="Can be bought now")).to_be_hidden()
        page.get_by_text("Filters", exact=True).click()
        expect(page.get_by_role("checkbox", name="Can be bought now")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert watch.complaints == []
        connection.close()


def test_form_works_without_its_script(shop: str) -> None:
    with chromium() as browser:
        page = browser.new_context(java_script_enabled=False).new_page()
        page.goto(shop)
        page.get_by_role("searchbox", name="Search the shop").fill("chair")
        page.get_by_role("button", name="Search").click()
        page.get_by_role("checkbox", name="Can be bought now").check()
        page.get_by_role("button", name="Show products").click()

        expect(page.get_by_role("heading", name="1 product for “chair”")).to_be_visible()
        expect(page.get_by_role("checkbox", name="Can be bought now")).to_be_checked()
        connection.close()
