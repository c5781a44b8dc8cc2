"""The list of products stays quick however many there are: it shows the first ones, and counts no further."""

import re

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.lists import bounded
from accounts.models import Merchant, User
from accounts.services.ensure_roles import MERCHANTS_GROUP
from catalog.admin.products.admin import ProductAdmin
from catalog.models import Product
from tests.factories.accounts import MembershipFactory, MerchantFactory, UserFactory
from tests.factories.catalog import CategoryFactory, ProductFactory, VariantFactory, make_offer

pytestmark = pytest.mark.django_db

PRODUCTS = "/admin/catalog/product/"
ROW = re.compile(r"/admin/catalog/product/(\d+)/change/")


@pytest.fixture
def merchant() -> Merchant:
    return MerchantFactory()


@pytest.fixture
def merchant_client(merchant: Merchant) -> Client:
    user = UserFactory()
    user.groups.add(Group.objects.get(name=MERCHANTS_GROUP))
    MembershipFactory(user=user, merchant=merchant)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def shop_client() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser(email="shop@vitrine.test"))
    return client


@pytest.fixture
def short_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows a page, and no more than two pages."""
    monkeypatch.setattr(bounded, "MOST_LISTED", 4)
    monkeypatch.setattr(ProductAdmin, "list_per_page", 2)
    monkeypatch.setattr(ProductAdmin, "list_max_show_all", 2)


@pytest.fixture
def six_products() -> list[Product]:
    """Newest first, each cheaper than the one before."""
    prices = range(1000, 7000, 1000)
    products = [make_offer(product=ProductFactory(), amount_minor=price).product for price in prices]
    return products[::-1]


def listed(client: Client, asked: str = "") -> list[int]:
    """Primary keys in the order of the page."""
    answer = client.get(f"{PRODUCTS}{asked}")
    assert answer.status_code == 200
    return list(dict.fromkeys(map(int, ROW.findall(answer.content.decode()))))


def keys(products: list[Product]) -> list[int]:
    return [product.pk for product in products]


@pytest.mark.usefixtures("short_lists")
def test_pages_end_at_the_bound(shop_client: Client, six_products: list[Product]) -> None:
    assert listed(shop_client) == keys(six_products[:2])
    assert listed(shop_client, "?p=2") == keys(six_products[2:4])

    page = shop_client.get(PRODUCTS).content.decode()
    assert "of which the first 4 are listed" in page
    assert "p=3" not in page


@pytest.mark.usefixtures("short_lists")
def test_page_beyond_the_bound_leads_back_to_the_list(
    shop_client: Client, six_products: list[Product]
) -> None:
    assert shop_client.get(f"{PRODUCTS}?p=3").status_code == 302


@pytest.mark.usefixtures("short_lists")
def test_long_list_is_not_sorted_by_a_column_and_says_so(
    shop_client: Client, six_products: list[Product]
) -> None:
    assert listed(shop_client, "?o=5") == keys(six_products[:2])
    assert "and to sort them" in shop_client.get(f"{PRODUCTS}?o=5").content.decode()


@pytest.mark.usefixtures("short_lists")
def test_short_list_is_counted_and_sorted_over_all_pages(
    shop_client: Client, six_products: list[Product]
) -> None:
    shown = six_products[2:]
    Product.objects.exclude(pk__in=keys(shown)).delete()

    assert listed(shop_client, "?o=5") == keys(shown[:-3:-1])
    assert listed(shop_client, "?o=5&p=2") == keys(shown[1::-1])
    assert "4 products" in " ".join(shop_client.get(PRODUCTS).content.decode().split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lounge", ["lounge"]),
        ("OUNG", ["lounge"]),
        ("lounge-2", ["lounge"]),
        ("ab-77", ["stool"]),
        ("stool AB-77", ["stool"]),
        ("lounge AB-77", []),
        ('"lounge"', ["lounge"]),
        ("%", []),
        ("nothing", []),
    ],
)
def test_search_looks_into_names_addresses_and_article_numbers(
    shop_client: Client, text: str, expected: list[str]
) -> None:
    lounge = ProductFactory(name="Lounge chair", slug="lounge-2")
    stool = ProductFactory(name="Bar stool", slug="bar")
    VariantFactory(product=stool, sku="AB-771")
    VariantFactory(product=stool, sku="AB-772")

    found = {lounge.pk: "lounge", stool.pk: "stool"}

    answer = shop_client.get(PRODUCTS, {"q": text})
    pks = dict.fromkeys(map(int, ROW.findall(answer.content.decode())))
    assert [found[pk] for pk in pks] == expected


def test_search_finds_nothing_of_other_merchants(merchant_client: Client, merchant: Merchant) -> None:
    own = VariantFactory(product=ProductFactory(merchant=merchant), sku="SAME-1").product
    VariantFactory(product=ProductFactory(name="Secret"), sku="SAME-2")

    assert listed(merchant_client) == [own.pk]
    assert listed(merchant_client, "?q=same") == [own.pk]
    assert listed(merchant_client, "?q=secret") == []


def test_filter_by_merchant_names_only_own_ones(merchant_client: Client, merchant: Merchant) -> None:
    user = User.objects.get(memberships__merchant=merchant)
    second, foreign = MerchantFactory(name="Second"), MerchantFactory(name="Foreign")
    MembershipFactory(user=user, merchant=second)
    wanted = ProductFactory(merchant=second)
    ProductFactory(merchant=merchant)
    ProductFactory(merchant=foreign)

    page = merchant_client.get(PRODUCTS).content.decode()

    assert "Second" in page
    assert "Foreign" not in page
    assert listed(merchant_client, f"?merchant__id__exact={second.pk}") == [wanted.pk]


@pytest.mark.usefixtures("short_lists")
@pytest.mark.parametrize("who", ["merchant_client", "shop_client"])
@pytest.mark.parametrize("asked", ["", "?p=2", "?q=chair", "?q=chair+no&state__exact=draft", "?o=5"])
def test_list_takes_few_queries_whatever_is_asked(
    who: str, asked: str, merchant: Merchant, request: pytest.FixtureRequest
) -> None:
    client: Client = request.getfixturevalue(who)
    category = CategoryFactory()
    for _ in range(6):
        make_offer(product=ProductFactory(merchant=merchant, category=category))

    with CaptureQueriesContext(connection) as queries:
        assert len(listed(client, asked)) == 2

    assert len(queries) <= 10
