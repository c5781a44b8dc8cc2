"""Prices and stock of many variants, said in as few statements as those of one."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from catalog.errors import StockRefused
from catalog.models import MirrorEntry, Price, PriceRecord, Product, Stock, StockEntry, StockLocation, Variant
from catalog.money import Money
from catalog.services.adjust_stock import adjust_stocks
from catalog.services.schedule_price import schedule_price
from catalog.services.set_price import NewPrice, set_prices
from catalog.states import StockReason
from tests.factories.catalog import ProductFactory, VariantFactory, make_offer
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db


def euros(minor: int) -> Money:
    return Money(minor, "EUR")


def charged() -> dict[str, tuple[int, int | None]]:
    rows = Price.objects.current("EUR").values_list("variant__sku", "amount_minor", "compare_at_minor")
    return {sku: (amount, before) for sku, amount, before in rows}


@pytest.fixture
def product() -> Product:
    product: Product = ProductFactory()
    return product


def variants_of(product: Product, count: int) -> list[Variant]:
    return [VariantFactory(product=product, sku=f"V-{number}") for number in range(count)]


def test_set_prices_begins_changes_and_keeps_history(product: Product) -> None:
    first, second = variants_of(product, 2)
    old = make_offer(product=product, sku="OLD", amount_minor=5000)

    set_prices(
        product_id=product.pk,
        prices={
            first.pk: NewPrice(euros(100)),
            second.pk: NewPrice(euros(200), euros(300)),
            old.pk: NewPrice(euros(4000), euros(5000)),
        },
        currency="EUR",
    )

    assert charged() == {"V-0": (100, None), "V-1": (200, 300), "OLD": (4000, 5000)}
    assert PriceRecord.objects.values_list("variant_id", "amount_minor").get() == (old.pk, 5000)


def test_set_prices_ends_where_a_scheduled_one_begins(product: Product) -> None:
    (variant,) = variants_of(product, 1)
    now = timezone.now()
    start = now + timedelta(days=3)
    schedule_price(variant_id=variant.pk, price=euros(900), starts_at=start, ends_at=None, now=now)

    set_prices(product_id=product.pk, prices={variant.pk: NewPrice(euros(100))}, currency="EUR")

    plan = [(price.amount_minor, price.valid.upper) for price in Price.objects.order_by("valid")]
    assert plan == [(100, start), (900, None)]


def test_set_prices_refuses_all_for_one(product: Product) -> None:
    first, second = variants_of(product, 2)

    with pytest.raises(ValueError, match="is not less than"):
        set_prices(
            product_id=product.pk,
            prices={first.pk: NewPrice(euros(100)), second.pk: NewPrice(euros(200), euros(200))},
            currency="EUR",
        )

    assert Price.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_set_prices_side_by_side_leaves_one_each() -> None:
    product = ProductFactory()
    variants = variants_of(product, 3)

    def charge(amount: int) -> None:
        prices = {variant.pk: NewPrice(euros(amount)) for variant in variants}
        set_prices(product_id=product.pk, prices=prices, currency="EUR")

    side_by_side([lambda amount=amount: charge(amount) for amount in (100, 200, 300, 400)])  # type: ignore[misc]  # a default that is never given

    assert len({amount for amount, _ in charged().values()}) == 1
    assert Price.objects.count() == 3


def test_adjust_stocks_adds_to_what_there_is_and_begins_with_nothing(product: Product) -> None:
    first, second = variants_of(product, 2)
    third = make_offer(product=product, on_hand=10)

    adjust_stocks(by={first.pk: 4, second.pk: 0, third.pk: -3})

    assert list(Stock.objects.order_by("variant").values_list("variant", "on_hand")) == [
        (first.pk, 4),
        (second.pk, 0),
        (third.pk, 7),
    ]
    told = set(StockEntry.objects.values_list("stock__variant", "delta", "reason"))
    assert {(first.pk, 4, StockReason.CORRECTION), (third.pk, -3, StockReason.CORRECTION)} < told
    assert len(told) == 3


def test_adjust_stocks_names_what_is_promised_and_changes_nothing(product: Product) -> None:
    first, second = (make_offer(product=product, on_hand=10) for _ in range(2))
    Stock.objects.filter(variant=second).update(allocated=8)

    with pytest.raises(StockRefused, match="8 are promised") as caught:
        adjust_stocks(by={first.pk: 5, second.pk: -3})

    assert caught.value.variant_id == second.pk
    assert list(Stock.objects.values_list("on_hand", flat=True)) == [10, 10]


def test_adjust_stocks_books_at_the_default_location_alone(product: Product) -> None:
    variant = make_offer(product=product, on_hand=10)
    annexe = StockLocation.objects.create(merchant=product.merchant, name="Annexe")
    Stock.objects.create(variant=variant, location=annexe, on_hand=2)

    adjust_stocks(by={variant.pk: 1})

    assert sorted(Stock.objects.values_list("location__is_default", "on_hand")) == [(False, 2), (True, 11)]


@pytest.mark.parametrize("count", [2, 12])
def test_as_many_questions_for_many_variants_as_for_few(
    count: int, product: Product, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    variants = variants_of(product, count)
    prices = {variant.pk: NewPrice(euros(100)) for variant in variants}

    # The savepoint is begun and ended, and the ledger told why and that it is over.
    with django_assert_num_queries(5):
        set_prices(product_id=product.pk, prices=prices, currency="EUR")
    with django_assert_num_queries(8):
        adjust_stocks(by={variant.pk: 3 for variant in variants})

    assert MirrorEntry.objects.exists()
