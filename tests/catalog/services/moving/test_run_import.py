"""Lists on their way into the shop: checked, taken, and taken again."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from accounts.models import Merchant
from catalog.errors import ImportRefused
from catalog.models import (
    Attribute,
    AttributeValue,
    Collection,
    CollectionItem,
    ImportJob,
    ImportProblem,
    MirrorEntry,
    OptionValue,
    Price,
    Product,
    ProductOption,
    Stock,
    Variant,
    VariantOption,
    WantedPicture,
)
from catalog.states import ImportState, ListFormat, ProductState
from tests.catalog.services.moving.conftest import LAMP, Send, counts, run_whole
from tests.catalog.services.moving.shopify_export import Export, make_export
from tests.factories.accounts import MerchantFactory
from tests.factories.catalog import ProductFactory, VariantFactory, make_offer

pytestmark = pytest.mark.django_db


TABLES = (
    WantedPicture,
    ProductOption,
    OptionValue,
    VariantOption,
    Product,
    Variant,
    Price,
    Stock,
    Attribute,
    AttributeValue,
    Collection,
    CollectionItem,
)


def shop() -> list[object]:
    """Everything of products that could be changed, with the versions that tell of any change at all."""
    return [list(model.objects.order_by("pk").values()) for model in TABLES] + [MirrorEntry.objects.count()]


@pytest.fixture(scope="module")
def export() -> Export:
    return make_export(113, seed=7)


def test_check_says_what_would_happen_and_changes_nothing(send: Send) -> None:
    before = shop()
    job = send(LAMP)

    run_whole(job)

    assert counts(job) == (ImportState.CHECKED, 1, 0, 0, 0)
    assert (job.position, job.products, job.rows, job.percent) == (1, 1, 1, 100)
    assert shop() == before


def test_list_is_taken(bring: Send, merchant: Merchant) -> None:
    job = bring(LAMP)

    assert counts(job) == (ImportState.DONE, 1, 0, 0, 0)
    product = Product.objects.get()
    assert (product.slug, product.name, product.state) == ("lamp", "Lamp", ProductState.PUBLISHED)
    variant = product.variants.get()
    assert (variant.sku, variant.merchant, variant.name) == ("L-1", merchant, "Default")
    assert variant.prices.values_list("currency", "amount_minor").get() == ("EUR", 4990)
    assert variant.stock.get().on_hand == 3


def test_large_export_names_each_bad_row_and_changes_nothing_the_second_time(
    bring: Send, export: Export
) -> None:
    assert export.rows >= 600

    job = bring(export.text)

    found = dict(ImportProblem.objects.filter(job=job, is_refusal=True).values_list("line", "code"))
    assert {line: found.get(line) for line in export.broken} == export.broken
    # The other product with the same article number is named as well.
    assert set(found) - set(export.broken) == {2}
    bad = len(export.broken) + 1
    assert Product.objects.count() == job.created == export.products - bad
    assert Product.objects.filter(state=ProductState.PUBLISHED).count() == job.created
    assert (job.new_attributes, job.left_out) == (["Brand", "Wood"], {})
    assert job.pictures.filter(product__slug="thing-1").count() == 5
    assert ImportProblem.objects.filter(job=job, is_refusal=False).values_list("message").get() == (
        "This shop has no category “Things”.",
    )
    before = shop()

    again = bring(export.text)

    assert counts(again)[1:4] == (0, 0, job.created)
    assert shop() == before


def test_product_is_found_again_though_its_address_was_taken(bring: Send) -> None:
    ProductFactory(slug="lamp")

    bring(LAMP)
    bring(LAMP.replace("49.90", "59.90"))

    product = Product.objects.exclude(slug="lamp").get()
    assert product.slug.startswith("lamp-")
    assert Price.objects.get(variant__product=product).amount_minor == 5990


def test_columns_that_the_list_does_not_have_leave_things_alone(bring: Send) -> None:
    bring(LAMP)
    Variant.objects.update(width_mm=120, swatch="#112233")
    Product.objects.update(description="Kept")

    job = bring("Handle,Title\nlamp,Lamp II\n")

    assert counts(job)[2] == 1
    assert Product.objects.values_list("name", "description", "state").get() == (
        "Lamp II",
        "Kept",
        "published",
    )
    assert Variant.objects.values_list("sku", "width_mm", "swatch").get() == ("L-1", 120, "#112233")


def test_article_number_of_another_product_is_refused(bring: Send, merchant: Merchant) -> None:
    VariantFactory(product=ProductFactory(merchant=merchant, name="Old lamp"), sku="L-1")

    job = bring(LAMP)

    assert counts(job)[1:] == (0, 0, 0, 1)
    problem = ImportProblem.objects.get(job=job)
    assert (problem.line, problem.code) == (2, "sku_elsewhere")
    assert problem.message == "“Old lamp” has the article number “L-1” already."


def test_stock_that_orders_were_promised_is_not_counted_away(bring: Send, merchant: Merchant) -> None:
    bring(LAMP)
    Stock.objects.update(allocated=2)

    job = bring(LAMP.replace(",3,", ",1,"))

    assert counts(job)[4] == 1
    assert Stock.objects.get().on_hand == 3
    assert ImportProblem.objects.get(job=job).code == "stock_refused"


def test_product_that_cannot_be_published_stays_a_draft_and_says_why(bring: Send) -> None:
    job = bring("Handle,Title,Variant SKU,Status\nlamp,Lamp,L-1,active\n")

    assert counts(job)[1] == 1
    assert Product.objects.get().state == ProductState.DRAFT
    problem = ImportProblem.objects.get(job=job)
    assert (problem.code, problem.is_refusal) == ("not_ready_to_publish", False)
    assert "price in EUR" in problem.message


@pytest.mark.parametrize("state", ["draft", "archived", "active"])
def test_state_follows_the_list(state: str, bring: Send) -> None:
    bring(LAMP)
    bring(LAMP.replace("active", "archived"))

    bring(LAMP.replace("active", state))

    assert Product.objects.get().state == {"active": "published"}.get(state, state)


def test_merchants_do_not_meet(bring: Send) -> None:
    other = MerchantFactory()
    bring(LAMP, to=other)
    before = list(Product.objects.values())

    bring(LAMP.replace("Lamp", "My lamp"))

    assert list(Product.objects.filter(merchant=other).values()) == before
    assert Product.objects.count() == 2


def test_file_that_cannot_be_read_is_refused_with_a_reason(send: Send) -> None:
    job = send("Handle,Price\nlamp,1\n")

    run_whole(job)

    assert counts(job)[0] == ImportState.REFUSED
    assert (job.refusal_code, job.lease_token) == ("column_missing", None)
    assert job.refusal == "The first row must name these columns too: Title."


def test_workbook_is_taken(bring: Send, tmp_path: Path) -> None:
    workbook = Workbook()
    for row in (["handle", "title", "sku", "variant", "price"], ["lamp", "Lamp", "L-1", "White", 49.9]):
        workbook.active.append(row)
    workbook.save(tmp_path / "list.xlsx")

    job = bring((tmp_path / "list.xlsx").read_bytes(), ListFormat.VITRINE, filename="list.XLSX")

    assert counts(job)[:2] == (ImportState.DONE, 1)
    assert Price.objects.get().amount_minor == 4990


@pytest.mark.parametrize(
    ("filename", "data", "code"), [("a.pdf", b"x", "list_type"), ("a.csv", b"", "list_empty")]
)
def test_what_is_no_list_is_not_stored(filename: str, data: bytes, code: str, send: Send) -> None:
    with pytest.raises(ImportRefused) as caught:
        send(data, filename=filename)

    assert caught.value.code == code
    assert ImportJob.objects.count() == 0


def test_merchant_may_send_only_so_many_at_once(send: Send) -> None:
    for _ in range(3):
        send(LAMP)

    with pytest.raises(ImportRefused, match="3 lists are being worked on"):
        send(LAMP)

    assert ImportJob.objects.count() == 3


def test_own_product_is_found_by_its_address(bring: Send, merchant: Merchant) -> None:
    offer = make_offer(product=ProductFactory(merchant=merchant, slug="lamp", name="Old"), sku="L-1")

    bring(LAMP)

    assert Product.objects.values_list("pk", "name").get() == (offer.product_id, "Lamp")
