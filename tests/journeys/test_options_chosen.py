"""A shopper chooses wood and size one by one; picture, price, address and cart follow."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from catalog.mirror.relay import relay_mirror
from catalog.models import OptionValue, Product
from tests.factories.catalog import ProductFactory, choose, make_offer, make_option
from tests.journeys.browser import Watch, chromium, chromium_is_missing, visit

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(chromium_is_missing(), reason="Chromium is not installed"),
]


@pytest.fixture
def chair() -> Product:
    """In oak, small and large, the large one sold out; in walnut large only."""
    product: Product = ProductFactory(slug="chair", name="Chair", published=True)
    oak, walnut = make_option(product, "Wood", "Oak", "Walnut")
    small, large = make_option(product, "Size", "Small", "Large")
    OptionValue.objects.filter(pk=oak.pk).update(swatch="#c8a165")
    choose(make_offer(product=product, sku="OAK-S", amount_minor=10000), oak, small)
    choose(make_offer(product=product, sku="OAK-L", amount_minor=12000, on_hand=0), oak, large)
    choose(make_offer(product=product, sku="WALNUT-L", amount_minor=15000), walnut, large)
    relay_mirror()
    return product


@pytest.fixture
def opened(chair: Product, site: str) -> Iterator[tuple[Page, Watch]]:
    with chromium() as browser, visit(browser) as (page, watch):
        page.goto(f"{site}/products/{chair.slug}/")
        yield page, watch


def test_shopper_chooses_option_by_option(opened: tuple[Page, Watch]) -> None:
    page, watch = opened
    price = page.locator("[data-shown=price]")
    wood, size = page.get_by_role("group", name="Wood"), page.get_by_role("group", name="Size")
    expect(page.get_by_role("group", name="Version")).to_be_hidden()
    expect(price).to_have_text("€100.00")
    expect(size.get_by_label("Large")).to_have_accessible_name("Large sold out")
    expect(wood.get_by_label("Walnut")).to_have_accessible_name("Walnut not in this combination")

    # What is nowhere is reached all the same; the other choice gives way.
    wood.get_by_label("Walnut").check()
    expect(size.get_by_label("Large")).to_be_checked()
    expect(price).to_have_text("€150.00")
    expect(page).to_have_url(re.compile(r"\?sku=WALNUT-L$"))

    # By keyboard, to what is sold out: the size is kept.
    wood.get_by_label("Walnut").focus()
    page.keyboard.press("ArrowUp")
    expect(wood.get_by_label("Oak")).to_be_checked()
    expect(size.get_by_label("Large")).to_be_checked()
    expect(page.get_by_role("button", name="Sold out")).to_be_disabled()

    size.get_by_label("Small").check()
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_role("status").filter(has_text="Chair (Oak / Small)")).to_be_attached()
    page.goto(page.url.split("/products/")[0] + "/cart/")
    expect(page.get_by_text("Oak / Small").first).to_be_visible()
    assert (watch.complaints, watch.strangers) == ([], [])
