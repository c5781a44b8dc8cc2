"""What people do in the browser, one sentence each."""

import re
import time
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.people import PASSWORD

CONVERSION_MS = 180_000
MODEL_MS = 60_000
MIRROR_SECONDS = 120
TURN_SECONDS = 60
ORBIT = "viewer => viewer.getCameraOrbit().toString()"
# Generous, because the worker draws posters on the same two cores.
expect.set_options(timeout=60_000)


def log_in(page: Page, site: str, email: str) -> None:
    page.goto(f"{site}/admin/login/?next=/admin/")
    page.get_by_label(re.compile("e-mail", re.IGNORECASE)).fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(f"{site}/admin/")


def upload_model(page: Page, site: str, title: str, file: Path) -> None:
    """Make an asset, send its file to storage and wait until it is converted."""
    page.goto(f"{site}/admin/assets3d/asset/add/")
    page.get_by_label("Title").fill(title)
    page.locator("[name=_continue], [name=_save]").first.click()
    page.locator("[data-upload-file]").set_input_files(file)
    chip = page.locator("[data-chip]")
    expect(chip).to_have_text("Ready to publish", timeout=CONVERSION_MS)


def publish_model(page: Page) -> None:
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("In the shop").first).to_be_visible()


def sell_product(page: Page, site: str, *, name: str, model: str, category: str, look: str) -> None:
    """Write a product with one variant and put it on sale."""
    page.goto(f"{site}/admin/catalog/product/add/")
    page.locator("[name=name]").fill(name)
    page.locator("[name=tagline]").fill("Made for a journey")
    page.locator("[name=category]").select_option(label=category)
    page.locator("[name=asset]").select_option(label=model)
    _add_variant_row(page)
    page.locator("[name=variants-0-name]").fill("First")
    page.locator("[name=variants-0-sku]").fill("JOURNEY-1")
    page.locator("[name=variants-0-price]").fill("129,00")
    page.locator("[name=variants-0-on_hand]").fill("3")
    page.locator("[name=_continue]").click()
    if look:
        page.locator("[name=variants-0-material_variant]").select_option(label=look)
    page.get_by_role("button", name="Save and publish").click()
    expect(page.get_by_text("is on sale").first).to_be_visible()


def _add_variant_row(page: Page) -> None:
    if page.locator("[name=variants-0-name]").count() == 0:
        page.get_by_text(re.compile("add another variant", re.IGNORECASE)).click()


def find_product(page: Page, site: str, name: str, slug: str) -> None:
    """Open the product from the home page, on which it appears within seconds of being published."""
    link = page.locator(f"a[href='/products/{slug}/']").first
    deadline = time.monotonic() + MIRROR_SECONDS
    page.goto(site)
    while link.count() == 0 and time.monotonic() < deadline:
        page.wait_for_timeout(500)
        page.goto(site)
    link.click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def open_model(page: Page) -> None:
    """Ask for 3D and wait until the model stands there, still."""
    page.locator("[data-viewer-open]").click()
    expect(page.locator("[data-viewer]")).to_have_attribute("data-state", "live", timeout=MODEL_MS)
    page.mouse.move(0, 0)
    page.wait_for_timeout(1_500)


def turn_model(page: Page) -> tuple[str, str]:
    """Turn the opened model by keyboard; the camera before and after."""
    viewer = page.locator("model-viewer")
    before = str(viewer.evaluate(ORBIT))
    # Opening it has put the focus on the model.
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    deadline = time.monotonic() + TURN_SECONDS
    while (after := str(viewer.evaluate(ORBIT))) == before and time.monotonic() < deadline:
        page.wait_for_timeout(250)
    page.wait_for_timeout(1_000)
    return before, after


def add_to_cart(page: Page, site: str) -> None:
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator("[data-cart-count]")).to_have_text("1")
    page.goto(f"{site}/cart/")


def check_out(page: Page, site: str) -> None:
    """From the cart to the payment page as a guest."""
    page.goto(f"{site}/checkout/")
    for name, value in {
        "email": "guest@vitrine.test",
        "name": "Grace Guest",
        "line1": "Lange Gasse 1",
        "postcode": "1080",
        "city": "Wien",
    }.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=country]").select_option("AT")
    page.locator("[name=terms]").check()
    page.get_by_role("button", name=re.compile("Order and pay")).click()
    expect(page).to_have_url(re.compile("/pay/"))
