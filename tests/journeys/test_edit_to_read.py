"""What is written to the catalogue, by whatever hand, is what shoppers and programs read seconds later."""

import json
import urllib.request
from urllib.error import HTTPError

import pytest
from django.db import connection
from django.utils import timezone

from catalog.services.publish_product import publish_product
from tests.factories.catalog import ProductFactory, make_offer
from tests.journeys.processes import Process
from tests.waiting import wait_for

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=30) as response:  # noqa: S310  # our own http address
            return response.status, response.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def api_price(site: str, slug: str) -> str | None:
    status, body = get(f"{site}/api/v1/products/{slug}/")
    return json.loads(body)["variants"][0]["price"]["amount"] if status == 200 else None


def test_edits_reach_pages_and_api(site: str, worker: Process) -> None:
    product = ProductFactory(name="Windsor chair", slug="windsor")
    variant = make_offer(product=product, amount_minor=4990)
    page = f"{site}/products/windsor/"
    assert get(page)[0] == 404

    publish_product(product_id=product.pk, now=timezone.now())
    wait_for("the page", lambda: get(page)[0] == 200)
    wait_for("the product on the first page", lambda: "Windsor chair" in get(site)[1])
    assert api_price(site, "windsor") == "49.90"

    # Behind Django's back, as an operator at a console would.
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_price SET amount_minor = 5990 WHERE variant_id = %s", [variant.pk])
    wait_for("the new price", lambda: api_price(site, "windsor") == "59.90")
    assert "€59.90" in get(page)[1]

    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_product SET state = 'archived' WHERE id = %s", [product.pk])
    wait_for("the page's end", lambda: get(page)[0] == 404)
    wait_for("the product's end on the first page", lambda: "Windsor chair" not in get(site)[1])
