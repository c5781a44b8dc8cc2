"""What merchants do with their stock in the admin."""

from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Merchant, User
from accounts.services.ensure_roles import MERCHANTS_GROUP
from catalog.models import Stock, StockEntry, StockLocation, Variant
from catalog.services.adjust_stock import adjust_stock
from catalog.services.rush.heat_stock import heat_stock
from catalog.services.rush.waits import note_waits
from catalog.services.spread_stock import BUCKETS, make_hot
from catalog.states import StockReason
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.catalog import ProductFactory, VariantFactory, make_offer
from tests.factories.orders import NOW

pytestmark = pytest.mark.django_db

LOCATIONS = "/admin/catalog/stocklocation/"


@pytest.fixture
def offer() -> Variant:
    return make_offer(on_hand=10)


@pytest.fixture
def merchant(offer: Variant) -> Merchant:
    return offer.product.merchant


@pytest.fixture
def staff(merchant: Merchant) -> User:
    user: User = UserFactory()
    user.groups.add(Group.objects.get(name=MERCHANTS_GROUP))
    MembershipFactory(user=user, merchant=merchant)
    return user


@pytest.fixture
def staff_client(client: Client, staff: User) -> Client:
    client.force_login(staff)
    return client


@pytest.fixture
def annexe(merchant: Merchant) -> StockLocation:
    return StockLocation.objects.create(merchant=merchant, name="Annexe")


def page_of(variant: Variant) -> str:
    return f"/admin/catalog/variant/{variant.pk}/change/"


def booking(variant: Variant, reason: StockReason, quantity: object, **fields: object) -> dict[str, Any]:
    """What the browser sends from the form that books at the default place."""
    place = StockLocation.objects.get(merchant=variant.product.merchant_id, is_default=True)
    typed = {"location": place.pk, "reason": reason.value, "quantity": quantity, **fields}
    return {"_book": "1", **{f"book-{name}": value for name, value in typed.items()}}


def carrying(source: StockLocation, target: StockLocation, quantity: int) -> dict[str, Any]:
    return {"_carry": "1", "carry-source": source.pk, "carry-target": target.pk, "carry-quantity": quantity}


@pytest.mark.parametrize(
    ("reason", "quantity", "left"),
    [
        (StockReason.COUNTED, 7, 7),
        (StockReason.RECEIVED, 5, 15),
        (StockReason.RETURNED, 1, 11),
        (StockReason.DAMAGED, 3, 7),
        (StockReason.CORRECTION, -2, 8),
    ],
)
def test_booking_changes_the_stock_and_says_why(
    reason: StockReason, quantity: int, left: int, staff_client: Client, staff: User, offer: Variant
) -> None:
    answer = staff_client.post(page_of(offer), booking(offer, reason, quantity, reference="N-1"))

    assert (answer.status_code, Stock.objects.get().on_hand) == (302, left)
    entry = StockEntry.objects.values_list("delta", "reason", "reference", "actor")[0]
    assert entry == (left - 10, reason, "N-1", staff.pk)


def test_count_keeps_what_was_sold_while_somebody_counted(staff_client: Client, offer: Variant) -> None:
    place = Stock.objects.get().location_id
    # The page showed 10; meanwhile four left the house.
    Stock.objects.update(on_hand=6)

    counted = booking(offer, StockReason.COUNTED, 12, **{f"seen_{place}": 10})
    staff_client.post(page_of(offer), counted)

    assert Stock.objects.get().on_hand == 8


@pytest.mark.parametrize(
    ("reason", "quantity"),
    [
        (StockReason.RECEIVED, -1),
        (StockReason.RECEIVED, 0),
        (StockReason.CORRECTION, 10**6),
        (StockReason.DAMAGED, 6),
        (StockReason.COUNTED, "many"),
        (StockReason.COUNTED, 10**30),
    ],
)
def test_booking_that_cannot_be_is_refused_beside_the_field(
    reason: StockReason, quantity: object, staff_client: Client, offer: Variant
) -> None:
    Stock.objects.update(allocated=5)

    answer = staff_client.post(page_of(offer), booking(offer, reason, quantity))

    assert answer.context["book"].errors["quantity"]
    assert (Stock.objects.get().on_hand, StockEntry.objects.count()) == (10, 1)


def test_delivery_is_booked_once(staff_client: Client, offer: Variant) -> None:
    delivery = booking(offer, StockReason.RECEIVED, 5, reference="N-1")
    staff_client.post(page_of(offer), delivery)

    answer = staff_client.post(page_of(offer), delivery)

    assert answer.context["book"].errors["reference"]
    assert Stock.objects.get().on_hand == 15


def test_first_booking_makes_the_first_place(
    staff_client: Client, merchant: Merchant, offer: Variant
) -> None:
    bare = VariantFactory(product=ProductFactory(merchant=merchant))
    Stock.objects.all().delete()
    StockLocation.objects.all().delete()

    staff_client.post(
        page_of(bare), {"_book": "1", "book-reason": "counted", "book-quantity": 4, "book-reference": ""}
    )

    assert Stock.objects.values_list("variant", "on_hand").get() == (bare.pk, 4)


def test_place_of_another_merchant_cannot_be_chosen(
    staff_client: Client, offer: Variant, annexe: StockLocation
) -> None:
    make_offer()
    foreign = StockLocation.objects.exclude(merchant=offer.product.merchant_id).get()
    before = list(Stock.objects.order_by("pk").values())

    booked = staff_client.post(page_of(offer), booking(offer, StockReason.RECEIVED, 1, location=foreign.pk))
    carried = staff_client.post(page_of(offer), carrying(annexe, foreign, 1))

    assert booked.context["book"].errors["location"]
    assert carried.context["carry"].errors["target"]
    assert list(Stock.objects.order_by("pk").values()) == before


def test_pieces_are_carried_to_another_place(
    staff_client: Client, offer: Variant, annexe: StockLocation
) -> None:
    home = Stock.objects.get().location

    staff_client.post(page_of(offer), carrying(home, annexe, 4))

    assert dict(Stock.objects.values_list("location", "on_hand")) == {home.pk: 6, annexe.pk: 4}


def test_carrying_what_is_not_there_is_refused_beside_the_field(
    staff_client: Client, offer: Variant, annexe: StockLocation
) -> None:
    home = Stock.objects.get().location

    many = staff_client.post(page_of(offer), carrying(home, annexe, 11))
    nowhere = staff_client.post(page_of(offer), carrying(home, home, 1))

    assert many.context["carry"].errors["quantity"]
    assert nowhere.context["carry"].errors["target"]
    assert Stock.objects.get().on_hand == 10


def test_ledger_is_shown_newest_first_in_pages(staff_client: Client, staff: User, offer: Variant) -> None:
    for number in range(55):
        adjust_stock(
            variant_id=offer.pk, by=1, reason=StockReason.RECEIVED, reference=f"N-{number}", actor_id=staff.pk
        )
    page = f"/admin/catalog/stock/{Stock.objects.get().pk}/change/"

    first, second = (staff_client.get(page, {"page": number}).context["entries"] for number in (1, 2))

    assert [entry.reference for entry in first] == [f"N-{number}" for number in range(54, 4, -1)]
    assert [entry.reference for entry in second] == ["N-4", "N-3", "N-2", "N-1", "N-0", ""]
    assert staff.email in staff_client.get(page).content.decode()
    assert staff_client.post(page).status_code == 405


def test_locations_are_added_and_renamed_once_a_name(
    staff_client: Client, merchant: Merchant, annexe: StockLocation
) -> None:
    offered = staff_client.get(f"{LOCATIONS}add/").context["adminform"].form.initial
    staff_client.post(f"{LOCATIONS}add/", {"name": "Cellar", "merchant": merchant.pk})
    staff_client.post(f"{LOCATIONS}{annexe.pk}/change/", {"name": "Attic"})
    same = staff_client.post(f"{LOCATIONS}{annexe.pk}/change/", {"name": "Cellar"})

    assert offered == {"merchant": merchant.pk}
    assert same.context["adminform"].form.errors["name"]
    names = StockLocation.objects.filter(merchant=merchant).values_list("name", flat=True)
    assert sorted(names) == ["Attic", "Cellar", "Main stock"]


def test_pages_cost_the_same_for_many_rows(staff_client: Client, merchant: Merchant, offer: Variant) -> None:
    stock = Stock.objects.get()
    pages = (
        page_of(offer),
        f"/admin/catalog/stock/{stock.pk}/change/",
        "/admin/catalog/stock/",
        "/admin/catalog/variant/",
    )

    def queries() -> list[int]:
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as captured:
                assert staff_client.get(page).status_code == 200
            counts.append(len(captured))
        return counts

    few = queries()
    for number in range(10):
        place = StockLocation.objects.create(merchant=merchant, name=f"Room {number}")
        adjust_stock(variant_id=offer.pk, by=1, location_id=place.pk)
        adjust_stock(variant_id=offer.pk, by=1)
        make_offer(product=ProductFactory(merchant=merchant))

    assert queries() == few
    assert few[:2] == [8, 7]


def test_launch_is_said_on_the_variants_page_and_ends_there(offer: Variant, staff_client: Client) -> None:
    main = offer.stock.get()
    page = page_of(offer)
    assert "Sells in a rush: Main stock" in staff_client.get(page).content.decode()

    staff_client.post(page, {"_rush": "1", f"rush-stock_{main.pk}": "on"})

    assert offer.stock.count() == 1 + BUCKETS
    assert [place.is_hot for place in staff_client.get(page).context["places"]] == [True]
    staff_client.post(page, {"_rush": "1"})
    assert list(offer.stock.filter(on_hand__gt=0).values_list("pk", "on_hand")) == [(main.pk, 10)]


def test_launch_that_the_shop_has_found_says_so(offer: Variant, staff_client: Client) -> None:
    main = offer.stock.get()
    note_waits([main.pk] * settings.HOT_STOCK_WAITS, now=NOW)
    heat_stock(now=NOW)

    page = staff_client.get(page_of(offer)).content.decode()
    ledger = staff_client.get(f"/admin/catalog/stock/{main.pk}/change/").content.decode()

    assert "Ticked by the shop: orders last waited for each other at 2026-05-04 12:00." in page
    assert "because orders waited for each other; last at 2026-05-04 12:00." in ledger


def test_launch_of_another_merchant_is_none_of_ones_business(staff_client: Client) -> None:
    other = make_offer(on_hand=3)

    answer = staff_client.post(page_of(other), {"_rush": "1", f"rush-stock_{other.stock.get().pk}": "on"})

    assert answer.status_code == 404
    assert other.stock.count() == 1


def test_buckets_show_as_the_place_they_lie_at(offer: Variant, staff_client: Client) -> None:
    main = offer.stock.get()
    make_hot(stock_id=main.pk, is_hot=True)
    offer.stock.filter(bucket=5).update(allocated=F("on_hand"))

    listed = staff_client.get("/admin/catalog/stock/").context["cl"]
    ledger = staff_client.get(f"/admin/catalog/stock/{main.pk}/change/").content.decode()

    assert [(row.pk, row.all_on_hand, row.all_allocated) for row in listed.result_list] == [
        (main.pk, 10, offer.stock.get(bucket=5).on_hand)
    ]
    assert "10 on hand" in ledger
    assert "Spread out" not in ledger
    assert staff_client.get(f"/admin/catalog/stock/{main.pk + 1}/change/").status_code == 404
