"""What a variant costs from when to when, and what it did cost."""

from datetime import UTC, datetime, timedelta

import pgtrigger
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from catalog.errors import PriceOverlap
from catalog.mirror.source import load_by_ids
from catalog.models import MirrorEntry, Price, PriceRecord, Variant
from catalog.money import Money
from catalog.services.schedule_price import schedule_price, schedule_sale
from catalog.services.set_price import set_price
from tests.factories.catalog import PriceFactory, VariantFactory, make_offer
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db

TODAY = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)

Span = tuple[int, int | None, datetime | None, datetime | None]


def euros(minor: int) -> Money:
    return Money(minor, "EUR")


def day(number: int) -> datetime:
    """So many days before or after the day on which the tests began, at midnight; what is to come still is when that is over."""
    return TODAY + timedelta(days=number + (number > 0))


def plan(variant: Variant) -> list[Span]:
    """(amount, instead of, from, until), by time."""
    prices = Price.objects.filter(variant=variant).order_by("valid")
    return [
        (price.amount_minor, price.compare_at_minor, price.valid.lower, price.valid.upper) for price in prices
    ]


def price_now(variant: Variant) -> int | None:
    return variant.prices.current("EUR").values_list("amount_minor", flat=True).first()


def reduction_shown(variant: Variant) -> tuple[int | None, int | None, int | None]:
    row = load_by_ids([variant.product_id])[0].variants[0]
    return (row.price_minor, row.compare_at_minor, row.prior_lowest_minor)


def begin(variant: Variant, amount: int, *, days_ago: int, compare_at: int | None = None) -> None:
    """Let the running price be one that began some days ago."""
    with pgtrigger.ignore("catalog.Price:guard_history", "catalog.Price:keep_history"):
        Price.objects.filter(variant=variant).update(
            amount_minor=amount,
            compare_at_minor=compare_at,
            valid=DateTimeTZRange(timezone.now() - timedelta(days=days_ago), None),
        )


def remember(variant: Variant, amount: int, *, days_ago: tuple[int, int]) -> None:
    since, until = (timezone.now() - timedelta(days=days) for days in days_ago)
    PriceRecord.objects.create(
        variant_id=variant.pk, currency="EUR", amount_minor=amount, valid=DateTimeTZRange(since, until)
    )


def test_set_price_keeps_what_was_charged() -> None:
    variant = make_offer(amount_minor=4990)

    set_price(variant_id=variant.pk, price=euros(3990), currency="EUR")
    set_price(variant_id=variant.pk, price=euros(5990), currency="EUR")

    assert price_now(variant) == 5990
    first, second = PriceRecord.objects.order_by("pk").values_list("amount_minor", "valid")
    assert (first[0], second[0]) == (4990, 3990)
    assert (first[1].lower, first[1].upper, second[1].upper) == (
        None,
        second[1].lower,
        Price.objects.get().valid.lower,
    )


def test_price_written_by_hand_keeps_what_was_charged() -> None:
    variant = make_offer(amount_minor=4990)

    Price.objects.filter(variant=variant).update(amount_minor=100)
    Price.objects.filter(variant=variant).delete()

    assert list(PriceRecord.objects.order_by("pk").values_list("amount_minor", flat=True)) == [4990, 100]


@pytest.mark.parametrize(
    "statement", ["UPDATE catalog_pricerecord SET amount_minor = 1", "DELETE FROM catalog_pricerecord"]
)
def test_what_was_charged_is_never_rewritten(statement: str) -> None:
    remember(VariantFactory(), 4990, days_ago=(3, 2))

    with (
        pytest.raises(ProgrammingError, match="Cannot update or delete"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert PriceRecord.objects.get().amount_minor == 4990


@pytest.mark.parametrize(
    "change",
    [
        {"amount_minor": 1},
        {"valid": DateTimeTZRange(None, None)},
    ],
)
def test_price_whose_time_is_over_is_not_changed(change: dict[str, object]) -> None:
    over = DateTimeTZRange(None, day(-1))
    price = PriceFactory(valid=over)

    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        Price.objects.update(**change)

    assert Price.objects.values_list("amount_minor", "valid").get() == (price.amount_minor, over)


def test_running_price_cannot_be_moved_back() -> None:
    make_offer()

    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        Price.objects.update(valid=DateTimeTZRange(day(-9), None))

    assert Price.objects.get().valid == DateTimeTZRange(None, None)


def test_two_prices_at_one_time_are_refused_by_the_database() -> None:
    variant = make_offer()

    with pytest.raises(IntegrityError, match="price_one_at_a_time"), transaction.atomic():
        PriceFactory(variant=variant, valid=DateTimeTZRange(day(3), day(4)))


def test_compared_price_is_higher() -> None:
    with pytest.raises(IntegrityError, match="price_below_what"), transaction.atomic():
        PriceFactory(amount_minor=100, compare_at_minor=100)
    with pytest.raises(ValueError, match="not less than"):
        set_price(variant_id=make_offer().pk, price=euros(9), currency="EUR", compare_at=euros(9))


def test_set_price_without_a_price_takes_away_what_is_scheduled_too() -> None:
    variant = make_offer()
    schedule_sale(variant_id=variant.pk, price=euros(100), starts_at=day(1), ends_at=day(2), now=day(0))

    set_price(variant_id=variant.pk, price=None, currency="EUR")

    assert plan(variant) == []
    assert [record.amount_minor for record in PriceRecord.objects.all()] == [4990]


def test_sale_interrupts_the_price_which_goes_on_afterwards() -> None:
    variant = make_offer(amount_minor=4990)

    schedule_sale(variant_id=variant.pk, price=euros(3990), starts_at=day(1), ends_at=day(4), now=day(0))

    assert price_now(variant) == 4990
    assert plan(variant) == [
        (4990, None, None, day(1)),
        (3990, 4990, day(1), day(4)),
        (4990, None, day(4), None),
    ]


def test_new_price_before_a_sale_holds_behind_it_too() -> None:
    variant = make_offer(amount_minor=4990)
    schedule_sale(variant_id=variant.pk, price=euros(3990), starts_at=day(1), ends_at=day(4), now=day(0))

    set_price(variant_id=variant.pk, price=euros(4500), currency="EUR")

    assert [amount for amount, *_ in plan(variant)] == [4500, 3990, 4500]


def test_price_for_good_begins_later() -> None:
    variant = make_offer(amount_minor=4990)

    schedule_price(variant_id=variant.pk, price=euros(5990), starts_at=day(7), ends_at=None, now=day(0))

    assert plan(variant) == [(4990, None, None, day(7)), (5990, None, day(7), None)]


def test_price_without_another_before_it_holds_until_the_next() -> None:
    variant = VariantFactory()
    schedule_price(variant_id=variant.pk, price=euros(100), starts_at=day(2), ends_at=None, now=day(0))

    set_price(variant_id=variant.pk, price=euros(90), currency="EUR")

    assert [(amount, until) for amount, _, _, until in plan(variant)] == [(90, day(2)), (100, None)]


@pytest.mark.parametrize(("first", "last"), [(2, 3), (0, 2), (3, 9), (0, 9)])
def test_overlapping_sale_is_refused_and_nothing_changed(first: int, last: int) -> None:
    variant = make_offer()
    schedule_sale(variant_id=variant.pk, price=euros(100), starts_at=day(1), ends_at=day(4), now=day(0))
    planned = plan(variant)

    for schedule in (schedule_sale, schedule_price):
        with pytest.raises(PriceOverlap) as refusal:
            schedule(
                variant_id=variant.pk, price=euros(90), starts_at=day(first), ends_at=day(last), now=day(0)
            )
        assert refusal.value.code == "price_overlap"

    assert plan(variant) == planned


@pytest.mark.parametrize(("first", "last"), [(-1, 1), (2, 2), (3, 2)])
def test_time_that_is_none_is_refused(first: int, last: int) -> None:
    variant = make_offer()

    with pytest.raises(ValueError, match="A price"):
        schedule_price(
            variant_id=variant.pk, price=euros(1), starts_at=day(first), ends_at=day(last), now=day(0)
        )

    assert len(plan(variant)) == 1


def test_lowest_of_the_thirty_days_before_a_reduction_is_told() -> None:
    variant = make_offer()
    remember(variant, 100, days_ago=(90, 41))
    remember(variant, 4500, days_ago=(41, 35))
    remember(variant, 4990, days_ago=(35, 10))

    begin(variant, 3990, days_ago=10, compare_at=4990)

    assert reduction_shown(variant) == (3990, 4990, 4500)


def test_price_that_is_not_reduced_is_compared_with_nothing() -> None:
    variant = make_offer()
    remember(variant, 100, days_ago=(9, 8))

    assert reduction_shown(variant) == (4990, None, None)


def test_reduction_from_the_first_day_has_no_lowest_price_before() -> None:
    variant = VariantFactory()

    set_price(variant_id=variant.pk, price=euros(80), currency="EUR", compare_at=euros(100))

    assert reduction_shown(variant) == (80, 100, None)


def test_start_and_end_of_a_price_wait_in_the_queue_of_the_mirror() -> None:
    variant = make_offer()
    MirrorEntry.objects.all().delete()

    schedule_sale(variant_id=variant.pk, price=euros(100), starts_at=day(1), ends_at=day(4), now=day(0))

    waiting = MirrorEntry.objects.filter(version=None, product_id=variant.product_id)
    assert set(waiting.values_list("available_at", flat=True)) == {day(1), day(4)}
    assert not waiting.due().exists()


def test_price_in_another_time_zone_means_the_same_instant() -> None:
    variant = make_offer()
    start = datetime(2100, 1, 1, 1, tzinfo=UTC)

    schedule_price(variant_id=variant.pk, price=euros(1), starts_at=start, ends_at=None, now=day(0))

    assert plan(variant)[1][2] == start


@pytest.mark.django_db(transaction=True)
def test_prices_set_at_once_leave_one_and_lose_none() -> None:
    variant = make_offer(amount_minor=1)

    side_by_side(
        [
            lambda amount=amount: set_price(variant_id=variant.pk, price=euros(amount), currency="EUR")  # type: ignore[misc]  # bound now
            for amount in (10, 20, 30, 40)
        ]
    )

    records = list(PriceRecord.objects.order_by("valid").values_list("amount_minor", "valid"))
    assert {*(amount for amount, _ in records), price_now(variant)} == {1, 10, 20, 30, 40}
    assert [valid.upper for _, valid in records[:-1]] == [valid.lower for _, valid in records[1:]]
