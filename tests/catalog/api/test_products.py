"""The catalogue's API: what it says, how it is cached, and what it refuses."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assets3d.services.revision.publish_asset import publish_asset
from assets3d.storage import public_url
from catalog.api import views
from catalog.mirror.relay import relay_mirror
from catalog.models import Variant
from catalog.states import AttributeKind
from tests.factories.accounts import MerchantFactory
from tests.factories.assets3d import AssetFactory, finished
from tests.factories.catalog import CategoryFactory, ProductFactory, make_collection, make_offer, say

pytestmark = pytest.mark.django_db

CACHEABLE = "public, max-age=0, s-maxage=60, stale-while-revalidate=600, stale-if-error=86400"
PROBLEM = "application/problem+json"
PRICE = {"amount": "49.90", "minor": 4990, "currency": "EUR"}


@pytest.fixture
def offer() -> Variant:
    product = ProductFactory(
        published=True,
        slug="chair",
        name="Chair",
        tagline="Sit",
        merchant=MerchantFactory(name="Atelier Nord"),
        category=CategoryFactory(name="Chairs", slug="chairs"),
    )
    variant = make_offer(product=product, sku="CH-1", name="Oak", on_hand=2, swatch="#c8a165", width_mm=825)
    relay_mirror()
    return variant


@pytest.fixture
def many() -> None:
    category = CategoryFactory(slug="many")
    for number in range(5):
        published_at = datetime(2026, 5, 1, number, tzinfo=UTC)
        make_offer(
            product=ProductFactory(
                published=True, category=category, slug=f"p{number}", published_at=published_at
            )
        )
    relay_mirror()


# What nobody has said of a product yet.
NOTHING_MORE: dict[str, object] = {
    "collections": [],
    "attributes": [],
    "options": [],
    "media": [],
    "model": None,
}


def told(instant: datetime | None) -> str:
    """As JSON has it."""
    assert instant is not None
    return instant.isoformat().replace("+00:00", "Z")


def test_product_says_everything_about_itself(offer: Variant, client: Client) -> None:
    offer.product.refresh_from_db()

    answer = client.get("/api/v1/products/chair/")

    assert answer.json() == {
        "slug": "chair",
        "name": "Chair",
        "tagline": "Sit",
        "description": "",
        "language": "en",
        "merchant": "Atelier Nord",
        "tax_class": "standard",
        "category": {"slug": "chairs", "name": "Chairs", "above": []},
        "published_at": "2026-05-01T09:30:00Z",
        "changed_at": told(offer.product.changed_at),
        "version": offer.product.version,
        "url": "http://testserver/api/v1/products/chair/",
        "lowest_price": PRICE,
        "is_sold_out": False,
        "variants": [
            {
                "id": offer.pk,
                "sku": "CH-1",
                "gtin": "",
                "mpn": "",
                "name": "Oak",
                "values": [],
                "price": PRICE,
                "reduction": None,
                "availability": {"state": "scarce", "left": 2},
                "material_variant": "",
                "swatch": "#c8a165",
                "size_mm": {"width": 825, "depth": None, "height": None},
                "weight_g": None,
                "poster": None,
            }
        ],
        **NOTHING_MORE,
    }


def test_product_tells_what_is_said_of_it(offer: Variant, client: Client) -> None:
    say(offer.product, AttributeKind.NUMBER, Decimal("45.50"), name="Seat", unit="cm")
    say(offer.product, AttributeKind.BOOLEAN, value=True, name="Foldable")
    make_collection("Summer", offer.product)
    Variant.objects.update(gtin="4006381333931", mpn="X-1")
    relay_mirror()

    told = client.get("/api/v1/products/chair/").json()

    assert told["attributes"] == [
        {"slug": "foldable", "name": "Foldable", "kind": "boolean", "value": True, "unit": ""},
        {"slug": "seat", "name": "Seat", "kind": "number", "value": "45.5", "unit": "cm"},
    ]
    assert told["collections"] == [{"slug": "summer", "name": "Summer"}]
    assert [(variant["gtin"], variant["mpn"]) for variant in told["variants"]] == [("4006381333931", "X-1")]


def test_product_lists_every_file_of_its_model(offer: Variant, client: Client) -> None:
    asset = AssetFactory(merchant=offer.product.merchant)
    revision = finished(asset)
    publish_asset(asset=asset, revision=revision, now=datetime(2026, 5, 1, tzinfo=UTC))
    offer.product.asset = asset
    offer.product.save()
    relay_mirror()

    files = client.get("/api/v1/products/chair/").json()["model"]["files"]

    roles = ["ar-glb", "ar-usdz", "high", "lite", "nano", "web", "web-webp"]
    assert [file["role"] for file in files] == roles
    assert files[1] == {
        "role": "ar-usdz",
        "material_variant": "",
        "url": public_url(f"renditions/ab/{revision.conversion_id}-ar-usdz"),
        "bytes": 500,
        "sha256": "ab" * 32,
        "content_type": "model/vnd.usdz+zip",
        "triangles": None,
    }


@pytest.mark.parametrize("path", ["/api/v1/products/", "/api/v1/products/chair/"])
def test_answer_is_cacheable_by_anybody_and_costs_no_query(path: str, offer: Variant, client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)

    assert answer.status_code == 200
    assert answer["Cache-Control"] == CACHEABLE
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert len(queries) == 0


@pytest.mark.parametrize("path", ["/api/v1/products/", "/api/v1/products/chair/"])
def test_known_answer_is_not_sent_again(path: str, offer: Variant, client: Client) -> None:
    etag = client.get(path)["ETag"]

    again = client.get(path, headers={"If-None-Match": etag})

    assert (again.status_code, again.content) == (304, b"")
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_pages_follow_each_other_by_body_and_by_header(many: None, client: Client) -> None:
    found, address = [], "/api/v1/products/?limit=2&category=many"
    while address:
        answer = client.get(address)
        body = answer.json()
        found.append([product["slug"] for product in body["items"]])
        address = body["next"]
        assert answer.get("Link") == (f'<{address}>; rel="next"' if address else None)

    assert found == [["p4", "p3"], ["p2", "p1"], ["p0"]]


def test_listing_of_one_category_leaves_others_out(many: None, offer: Variant, client: Client) -> None:
    body = client.get("/api/v1/products/?category=chairs").json()

    assert [product["slug"] for product in body["items"]] == ["chair"]


@pytest.mark.parametrize(
    ("query", "status", "code", "place"),
    [
        ("limit=0", 400, "invalid", "limit"),
        ("limit=101", 400, "invalid", "limit"),
        ("limit=ten", 400, "invalid", "limit"),
        ("category=not%20a%20slug", 400, "invalid", "category"),
        ("cursor=" + "a" * 201, 400, "invalid", "cursor"),
        ("cursor=nonsense", 400, "bad_cursor", None),
        ("category=nowhere", 404, "category_not_found", None),
    ],
)
def test_listing_refuses_nonsense(
    query: str, status: int, code: str, place: str | None, client: Client
) -> None:
    answer = client.get(f"/api/v1/products/?{query}")

    problem = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM)
    assert (problem["status"], problem["code"]) == (status, code)
    assert [error["place"] for error in problem.get("errors", [])] == ([place] if place else [])


@pytest.mark.parametrize(
    ("method", "path", "headers", "status", "code"),
    [
        ("GET", "/api/v1/products/nobody/", {}, 404, "product_not_found"),
        ("GET", "/api/v1/nothing/", {}, 404, "not_found"),
        ("GET", "/api/v2/", {}, 404, "not_found"),
        ("POST", "/api/v1/products/", {}, 405, "method_not_allowed"),
        ("OPTIONS", "/api/v1/products/", {}, 405, "method_not_allowed"),
        ("GET", "/api/v1/products/", {"Accept": "text/csv"}, 406, "not_acceptable"),
    ],
)
def test_errors_are_problem_documents(
    method: str, path: str, headers: dict[str, str], status: int, code: str, client: Client
) -> None:
    answer = client.generic(method, path, headers=headers)

    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM)
    assert answer["Cache-Control"] == "no-store"
    problem = answer.json()
    assert set(problem) == {"type", "title", "status", "detail", "code", "instance"}
    assert (problem["status"], problem["code"], problem["instance"]) == (status, code, path)


def test_outage_says_when_to_come_back(
    offer: Variant, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(slug: str) -> None:
        raise OperationalError("secret host name")

    monkeypatch.setattr(views, "read_product", fail)

    answer = client.get("/api/v1/products/chair/")

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer.json()["code"] == "database_unavailable"
    assert b"secret" not in answer.content


def test_unforeseen_error_shows_no_more_than_that(
    offer: Variant, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(slug: str) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(views, "read_product", fail)
    client.raise_request_exception = False

    answer = client.get("/api/v1/products/chair/")

    assert (answer.status_code, answer["Content-Type"]) == (500, PROBLEM)
    assert b"secret" not in answer.content


def test_head_has_the_headers_of_get(offer: Variant, client: Client) -> None:
    answer = client.head("/api/v1/products/chair/")

    assert (answer.status_code, answer["Cache-Control"], answer.content) == (200, CACHEABLE, b"")
