"""A merchant drops several 3D models at once, each named after its product."""

import base64
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from catalog.models import Product
from tests.factories.catalog import ProductFactory, VariantFactory
from tests.factories.glb import build_glb
from tests.journeys.browser import chromium, chromium_is_missing, keep_screenshot, visit
from tests.journeys.people import make_seller

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(chromium_is_missing(), reason="Chromium is not installed"),
]

SCREENSHOTS = Path(__file__).resolve().parents[2] / "build" / "screenshots"
SENT_MS = 60_000
NAMES = ["lamp.glb", "CH-OAK.glb", "a-file-whose-name-is-long-and-which-no-product-has.glb"]
DRAGGED = """([names, text]) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const dragged = new DataTransfer();
  names.forEach((name) => dragged.items.add(new File([bytes], name)));
  return dragged;
}"""
# How many lines each product's name takes.
LINES = "links => links.map((link) => link.getClientRects().length)"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize(("kind", "width"), [("phone", 390), ("desktop", 1280)])
def test_each_dropped_file_is_sent_to_the_model_of_its_product(kind: str, width: int, site: str) -> None:
    seller = make_seller()
    ProductFactory(merchant=seller.merchant, slug="lamp", name="Lamp")
    chair = ProductFactory(merchant=seller.merchant, slug="chair", name="Chair")
    VariantFactory(product=chair, sku="CH-OAK")
    client = Client()
    client.force_login(seller.user)

    with chromium() as browser, visit(browser, width=width, height=844) as (page, watch):
        page.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}]
        )
        page.goto(site + reverse("admin:catalog_importjob_models"))
        drop(page)

        news = "2 of 3 files were sent and are being converted."
        expect(page.locator("[data-news]")).to_have_text(news, timeout=SENT_MS)
        keep_screenshot(page, SCREENSHOTS, f"admin-models-{kind}")
        rows = [row.locator("td").all_inner_texts() for row in page.locator("[data-rows] tr").all()]
        assert rows == [
            [NAMES[0], "Lamp", "sent"],
            [NAMES[1], "Chair", "sent"],
            [NAMES[2], "\N{EN DASH}", "No product has this handle, and no variant this article number."],
        ]
        assert page.locator("[data-rows] a").evaluate_all(LINES) == [1, 1]
        assert page.evaluate(OVERFLOW) == 0
        assert (watch.complaints, watch.strangers) == ([], [])
        sent = Product.objects.order_by("name").values_list("name", "asset__sources__filename")
        assert list(sent) == [("Chair", NAMES[1]), ("Lamp", NAMES[0])]
        # Within Playwright's loop Django has a connection of its own.
        connection.close()


def drop(page: Page) -> None:
    model = base64.b64encode(build_glb()).decode()
    dragged = page.evaluate_handle(DRAGGED, [NAMES, model])
    for event in ("dragover", "drop"):
        page.dispatch_event("[data-box] [data-file]", event, {"dataTransfer": dragged})
