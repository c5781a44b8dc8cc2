"""What merchants do with their products in the admin, and what they cannot do with others'."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Merchant, User
from accounts.services.ensure_roles import MERCHANTS_GROUP
from assets3d.models import Asset
from catalog.models import Category, MirrorEntry, Price, Product, Stock, Variant
from catalog.states import ProductState
from tests.factories.accounts import MembershipFactory, MerchantFactory, UserFactory
from tests.factories.catalog import CategoryFactory, ProductFactory, VariantFactory, make_offer

pytestmark = pytest.mark.django_db

PRODUCTS = "/admin/catalog/product/"


@pytest.fixture
def merchant() -> Merchant:
    return MerchantFactory()


@pytest.fixture
def staff(merchant: Merchant) -> User:
    user = UserFactory()
    user.groups.add(Group.objects.get(name=MERCHANTS_GROUP))
    MembershipFactory(user=user, merchant=merchant)
    return user


@pytest.fixture
def staff_client(client: Client, staff: User) -> Client:
    client.force_login(staff)
    return client


@pytest.fixture
def offer(merchant: Merchant) -> Variant:
    return make_offer(product=ProductFactory(merchant=merchant), on_hand=10)


def page_of(product: Product) -> str:
    return f"{PRODUCTS}{product.pk}/change/"


def typed(product: Product, *variants: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """What the browser sends from the page of a product that was opened with these variants."""
    kept = product.variants.count() if product.pk else 0
    data: dict[str, Any] = {
        "name": product.name,
        "slug": product.slug,
        "category": product.category_id,
        "options-TOTAL_FORMS": 0,
        "options-INITIAL_FORMS": 0,
        "variants-TOTAL_FORMS": len(variants),
        "variants-INITIAL_FORMS": kept,
        **fields,
    }
    for number, variant in enumerate(variants):
        row = {"name": "Oak", "sku": f"S{number}", "position": 0, "is_active": "on", "on_hand": 0, **variant}
        data.update({f"variants-{number}-{name}": value for name, value in row.items()})
    return data


def row_of(variant: Variant, **changes: Any) -> dict[str, Any]:
    seen = variant.stock.get().on_hand
    row = {"id": variant.pk, "sku": variant.sku, "name": variant.name, "price": "49.90", "on_hand": seen}
    return {**row, **changes}


def messages_of(answer: HttpResponseBase) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]  # type: ignore[attr-defined]  # the test client's


def test_new_product_is_saved_with_price_and_stock(staff_client: Client, merchant: Merchant) -> None:
    draft = Product(name="Stool", slug="stool", category=CategoryFactory(), merchant=merchant)

    answer = staff_client.post(
        f"{PRODUCTS}add/",
        typed(draft, {"price": "49,90", "on_hand": 3, "sku": "ST-1"}, merchant=merchant.pk),
    )

    assert answer.status_code == 302
    variant = Variant.objects.get(sku="ST-1")
    assert variant.merchant_id == merchant.pk
    assert Price.objects.get(variant=variant).amount_minor == 4990
    assert variant.stock.get().on_hand == 3


def test_price_is_changed_and_taken_away(staff_client: Client, offer: Variant) -> None:
    staff_client.post(page_of(offer.product), typed(offer.product, row_of(offer, price="120")))
    assert Price.objects.get(variant=offer).amount_minor == 12000

    staff_client.post(page_of(offer.product), typed(offer.product, row_of(offer, price="")))
    assert not Price.objects.filter(variant=offer).exists()


def test_reduced_price_is_saved_with_what_it_costs_otherwise(staff_client: Client, offer: Variant) -> None:
    staff_client.post(
        page_of(offer.product), typed(offer.product, row_of(offer, price="40", compare_at="49,90"))
    )

    price = Price.objects.get(variant=offer)
    assert (price.amount_minor, price.compare_at_minor) == (4000, 4990)


def test_reduction_that_is_none_is_refused_beside_the_field(staff_client: Client, offer: Variant) -> None:
    row = row_of(offer, price="50", compare_at="49.90")

    answer = staff_client.post(page_of(offer.product), typed(offer.product, row))

    assert answer.context["inline_admin_formsets"][1].forms[0].errors["compare_at"]
    assert Price.objects.get(variant=offer).amount_minor == 4990


@pytest.mark.parametrize("price", ["cheap", "-1", "1.234", "1e30", "NaN", "1,000.00"])
def test_price_that_is_none_is_refused_beside_the_field(
    price: str, staff_client: Client, offer: Variant
) -> None:
    answer = staff_client.post(page_of(offer.product), typed(offer.product, row_of(offer, price=price)))

    assert answer.status_code == 200
    assert answer.context["inline_admin_formsets"][1].forms[0].errors["price"]
    assert Price.objects.get(variant=offer).amount_minor == 4990


def test_stock_books_the_difference_to_what_the_page_showed(staff_client: Client, offer: Variant) -> None:
    # The page showed 10; meanwhile four left the house.
    Stock.objects.update(on_hand=6)
    row = row_of(offer, on_hand=12)

    staff_client.post(
        page_of(offer.product), typed(offer.product, row, **{"initial-variants-0-on_hand": "10"})
    )

    assert Stock.objects.get().on_hand == 8


def test_stock_below_what_is_promised_is_refused_and_the_rest_is_kept(
    staff_client: Client, offer: Variant
) -> None:
    Stock.objects.update(allocated=5)
    row = row_of(offer, on_hand=2, name="Ash")

    answer = staff_client.post(
        page_of(offer.product), typed(offer.product, row, **{"initial-variants-0-on_hand": "10"})
    )

    assert Stock.objects.get().on_hand == 10
    assert Variant.objects.get().name == "Ash"
    assert "5 are promised to orders" in " ".join(messages_of(answer))


def test_article_number_of_another_variant_is_refused(
    staff_client: Client, offer: Variant, merchant: Merchant
) -> None:
    VariantFactory(product=ProductFactory(merchant=merchant), sku="TAKEN")

    answer = staff_client.post(page_of(offer.product), typed(offer.product, row_of(offer, sku="TAKEN")))

    assert answer.status_code == 200
    assert answer.context["inline_admin_formsets"][1].forms[0].errors["sku"]


def test_number_below_the_bar_code_is_checked(staff_client: Client, offer: Variant) -> None:
    page, wrong, right = page_of(offer.product), "4006381333932", "4006381333931"

    answer = staff_client.post(page, typed(offer.product, row_of(offer, gtin=wrong)))
    assert answer.context["inline_admin_formsets"][1].forms[0].errors["gtin"]

    staff_client.post(page, typed(offer.product, row_of(offer, gtin=right, mpn="St-7")))
    assert Variant.objects.values_list("gtin", "mpn").get() == (right, "St-7")


def test_save_and_publish_puts_it_on_sale(staff_client: Client, offer: Variant) -> None:
    staff_client.post(page_of(offer.product), typed(offer.product, row_of(offer), _publish="1", name="New"))

    product = Product.objects.get()
    assert (product.state, product.name) == (ProductState.PUBLISHED, "New")


def test_refusal_names_every_reason_and_keeps_what_was_typed(
    staff_client: Client, offer: Variant, merchant: Merchant
) -> None:
    asset = Asset.objects.create(merchant=merchant, title="Scan")
    fields = typed(offer.product, row_of(offer, price=""), _publish="1", name="New", asset=asset.pk)

    answer = staff_client.post(page_of(offer.product), fields)

    said = " ".join(messages_of(answer))
    assert "a price in EUR" in said
    assert "“Scan” is not published yet" in said
    product = Product.objects.get()
    assert (product.state, product.name) == (ProductState.DRAFT, "New")


@pytest.mark.parametrize(
    ("button", "before", "after"),
    [
        ("_withdraw", ProductState.PUBLISHED, ProductState.DRAFT),
        ("_archive", ProductState.PUBLISHED, ProductState.ARCHIVED),
        ("_archive", ProductState.DRAFT, ProductState.ARCHIVED),
        ("_restore", ProductState.ARCHIVED, ProductState.DRAFT),
    ],
)
def test_button_moves_the_product(
    button: str, before: str, after: str, staff_client: Client, offer: Variant
) -> None:
    Product.objects.update(state=before, published_at="2026-05-01T00:00Z")

    staff_client.post(page_of(offer.product), typed(offer.product, row_of(offer), **{button: "1"}))

    assert Product.objects.get().state == after


def test_list_action_publishes_what_can_be(staff_client: Client, offer: Variant, merchant: Merchant) -> None:
    bare = ProductFactory(merchant=merchant)

    staff_client.post(
        PRODUCTS, {"action": "publish_selected", "_selected_action": [offer.product_id, bare.pk]}
    )

    assert Product.objects.get(pk=offer.product_id).state == ProductState.PUBLISHED
    assert Product.objects.get(pk=bare.pk).state == ProductState.DRAFT


def test_other_merchants_products_do_not_exist(staff_client: Client) -> None:
    foreign = make_offer(on_hand=4)
    fields = typed(foreign.product, row_of(foreign, on_hand=0), name="Mine now", _withdraw="1")

    assert staff_client.get(page_of(foreign.product)).status_code == 404
    assert staff_client.post(page_of(foreign.product), fields).status_code == 404
    staff_client.post(PRODUCTS, {"action": "archive_selected", "_selected_action": [foreign.product_id]})

    assert foreign.product.name not in staff_client.get(PRODUCTS).content.decode()
    product = Product.objects.get()
    assert (product.state, product.name) == (ProductState.PUBLISHED, foreign.product.name)
    assert Stock.objects.get().on_hand == 4


def test_variant_of_another_merchant_cannot_be_smuggled_in(staff_client: Client, offer: Variant) -> None:
    foreign = make_offer(sku="FOREIGN")

    staff_client.post(page_of(offer.product), typed(offer.product, row_of(foreign, name="Mine now")))

    foreign.refresh_from_db()
    assert (foreign.name, foreign.product_id) != ("Mine now", offer.product_id)


def test_model_and_merchant_of_others_cannot_be_chosen(staff_client: Client, offer: Variant) -> None:
    other = MerchantFactory()
    asset = Asset.objects.create(merchant=other, title="Foreign")

    staff_client.post(page_of(offer.product), typed(offer.product, row_of(offer), asset=asset.pk))
    draft = Product(name="X", slug="x", category=Category.objects.get(), merchant=other)
    staff_client.post(f"{PRODUCTS}add/", typed(draft, {"sku": "X"}, merchant=other.pk))

    product = Product.objects.get()
    assert (product.asset, product.merchant) == (None, offer.product.merchant)


def test_nothing_is_deleted(staff_client: Client, offer: Variant) -> None:
    answer = staff_client.post(f"{PRODUCTS}{offer.product_id}/delete/", {"post": "yes"})

    assert answer.status_code == 403
    assert Product.objects.count() == 1


def test_list_costs_the_same_for_many_products(staff_client: Client, merchant: Merchant) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert staff_client.get(PRODUCTS).status_code == 200
        return len(captured)

    make_offer(product=ProductFactory(merchant=merchant))
    few = queries()
    for _ in range(10):
        make_offer(product=ProductFactory(merchant=merchant, category=CategoryFactory()))

    assert queries() == few


def test_mirror_entries_are_for_whoever_runs_the_shop(staff_client: Client, offer: Variant) -> None:
    assert staff_client.get("/admin/catalog/mirrorentry/").status_code == 403
    staff_client.force_login(UserFactory(is_superuser=True))

    assert staff_client.get("/admin/catalog/mirrorentry/").status_code == 200
    assert MirrorEntry.objects.exists()
