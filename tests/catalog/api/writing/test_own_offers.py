"""Programs say what variants cost, now and later, and how many more or fewer there are."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import Price, Stock, StockEntry, StockLocation, Variant
from tests.catalog.api.writing.program import PRICES, PRODUCTS, STOCK, Program, address_of
from tests.factories.catalog import make_offer

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def price_of(variant: Variant) -> tuple[int, int | None]:
    return Price.objects.current("EUR").values_list("amount_minor", "compare_at_minor").get(variant=variant)


def booking(sku: str = "CH-1", **said: object) -> dict[str, object]:
    return {"sku": sku, "by": 5, "reason": "received", "reference": "DN-1", **said}


def test_price_holds_from_now_on(program: Program, offer: Variant) -> None:
    told = program.ask("PUT", address_of(offer, "price/"), {"price": "39.90", "compare_at": "49.90"})

    [price] = told.document["variants"][0]["prices"]
    assert (told.status, price["price"]["amount"], price["compare_at"]["minor"]) == (200, "39.90", 4990)
    assert price_of(offer) == (3990, 4990)


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ({}, {"#/price": "required"}),
        ({"price": "-1"}, {"#/price": "out_of_range"}),
        ({"price": "1e400"}, {"#/price": "out_of_range"}),
        ({"price": "NaN"}, {"#/price": "not_an_amount"}),
        ({"price": "9" * 50}, {"#/price": "out_of_range"}),
        ({"price": 12.5}, {"#/price": "not_text"}),
        ({"price": "9", "compare_at": "8"}, {"#/compare_at": "not_a_reduction"}),
        ({"price": "9", "currency": "USD"}, {"#/currency": "unknown"}),
    ],
)
def test_wrong_prices_are_refused(
    body: dict[str, object], places: dict[str, str], program: Program, offer: Variant
) -> None:
    assert program.ask("PUT", address_of(offer, "price/"), body).places == places
    assert price_of(offer) == (4990, None)


def test_price_and_sale_are_scheduled_and_the_sale_called_off(program: Program, offer: Variant) -> None:
    now = timezone.now()
    sale = {"price": "40", "starts_at": (now + DAY).isoformat(), "ends_at": (now + 2 * DAY).isoformat()}
    later = {"price": "60", "starts_at": (now + 9 * DAY).isoformat()}

    reduced = program.ask("POST", address_of(offer, "sales/"), sale)
    dearer = program.ask("POST", address_of(offer, "prices/"), later)
    prices = dearer.document["variants"][0]["prices"]
    number = next(price["id"] for price in prices if price["compare_at"])
    called_off = program.ask("DELETE", address_of(offer, f"sales/{number}/"))

    assert (reduced.status, dearer.status, called_off.status) == (201, 201, 200)
    assert [price["price"]["minor"] for price in prices] == [4990, 4000, 4990, 6000]
    assert [price["is_current"] for price in prices] == [True, False, False, False]
    left = called_off.document["variants"][0]["prices"]
    assert [price["price"]["minor"] for price in left] == [4990, 6000]
    again = program.ask("DELETE", address_of(offer, f"sales/{number}/"))
    assert again.problem == (404, "sale_not_found")


def test_periods_that_cannot_be_are_refused(program: Program, offer: Variant) -> None:
    now = timezone.now()
    tomorrow, after = (now + DAY).isoformat(), (now + 2 * DAY).isoformat()

    def places(resource: str, **said: object) -> dict[str, str]:
        return program.ask("POST", address_of(offer, resource), {"price": "40", **said}).places

    assert places("prices/", starts_at=(now - DAY).isoformat()) == {"#/starts_at": "over"}
    assert places("prices/", starts_at=after, ends_at=tomorrow) == {"#/ends_at": "before_start"}
    assert places("sales/", starts_at=tomorrow) == {"#/ends_at": "required"}
    assert places("sales/", starts_at=tomorrow, ends_at=after, price="60") == {"#/price": "not_a_reduction"}
    assert Price.objects.count() == 1


def test_sale_within_a_sale_is_refused(program: Program, offer: Variant) -> None:
    now = timezone.now()
    sale = {"price": "40", "starts_at": (now + DAY).isoformat(), "ends_at": (now + 3 * DAY).isoformat()}
    program.ask("POST", address_of(offer, "sales/"), sale)

    told = program.ask("POST", address_of(offer, "sales/"), {**sale, "price": "30"})

    assert told.problem == (409, "price_overlap")
    assert Price.objects.count() == 3


def test_rows_in_which_half_a_character_stands_are_refused_like_others(
    program: Program, offer: Variant
) -> None:
    rows = [{"sku": "\ud800", "price": "1.00"}, {"sku": offer.sku, "price": "1.00", "\ud800": 1}]
    booking = {"sku": offer.sku, "by": 1, "reason": "\ud800", "reference": "1"}

    priced = program.ask("PUT", PRICES, {"rows": rows})
    booked = program.ask("POST", STOCK, {"rows": [booking]})

    told = [*priced.document["rows"], *booked.document["rows"]]
    assert [(row["sku"], row["problems"][0]["place"]) for row in told] == [
        ("?", "#/rows/0/sku"),
        (offer.sku, "#/rows/1/?"),
        (offer.sku, "#/rows/0/reason"),
    ]


def test_each_row_of_prices_is_taken_or_refused_by_itself(program: Program, offer: Variant) -> None:
    other = make_offer(product=offer.product, sku="CH-2")
    make_offer(sku="FOREIGN")
    rows = [
        {"sku": "CH-1", "price": "1.00"},
        {"sku": "FOREIGN", "price": "1.00"},
        {"sku": "CH-2", "price": "x"},
        {"price": "1.00", "amount": "1.00"},
        {"sku": "CH-2", "price": "2.00", "compare_at": "3.00"},
    ]

    told = program.ask("PUT", PRICES, {"rows": rows})

    assert told.status == 200
    assert [(row["sku"], row["result"]) for row in told.document["rows"]] == [
        ("CH-1", "done"),
        ("FOREIGN", "refused"),
        ("CH-2", "refused"),
        ("", "refused"),
        ("CH-2", "done"),
    ]
    assert [
        {problem["place"]: problem["code"] for problem in row["problems"]} for row in told.document["rows"]
    ] == [
        {},
        {"#/rows/1": "own_variant_not_found"},
        {"#/rows/2/price": "not_an_amount"},
        {"#/rows/3/amount": "unknown"},
        {},
    ]
    assert told.document["refused"] == 3
    assert (price_of(offer), price_of(other)) == ((100, None), (200, 300))
    assert price_of(Variant.objects.get(sku="FOREIGN")) == (4990, None)


def test_stock_is_booked_once_for_each_reference(program: Program, offer: Variant) -> None:
    first = program.ask("POST", STOCK, {"rows": [booking()]})
    again = program.ask("POST", STOCK, {"rows": [booking(), booking(by=-1, reason="damaged")]})

    results = [[row["result"] for row in told.document["rows"]] for told in (first, again)]
    assert results == [["done"], ["repeated", "done"]]
    assert Stock.objects.get().on_hand == 14
    entries = StockEntry.objects.exclude(reason="correction").order_by("pk")
    creator = program.new.key.created_by_id
    assert list(entries.values_list("delta", "reason", "reference", "actor_id")) == [
        (5, "received", "DN-1", creator),
        (-1, "damaged", "DN-1", creator),
    ]


def test_stock_is_booked_at_a_named_place(program: Program, offer: Variant) -> None:
    StockLocation.objects.create(merchant=program.merchant, name="Attic")
    make_offer()
    StockLocation.objects.create(merchant=Variant.objects.last().merchant, name="Elsewhere")  # type: ignore[union-attr]  # just made

    told = program.ask(
        "POST", STOCK, {"rows": [booking(location="Attic"), booking(location="Elsewhere", reference="2")]}
    )

    assert [row["result"] for row in told.document["rows"]] == ["done", "refused"]
    assert told.document["rows"][1]["problems"][0]["code"] == "location_not_found"
    assert Stock.objects.get(location__name="Attic").on_hand == 5


def test_there_is_never_less_than_nothing_nor_more_than_can_be_counted(
    program: Program, offer: Variant
) -> None:
    Stock.objects.filter(variant=offer).update(on_hand=2**31 - 3)
    less = {"by": -(10**6), "reason": "correction"}
    other = make_offer(product=offer.product, sku="CH-2", on_hand=3)

    told = program.ask(
        "POST", STOCK, {"rows": [booking(), booking("CH-2", **less), booking("CH-2", reference="2")]}
    )

    assert [row["result"] for row in told.document["rows"]] == ["refused", "refused", "done"]
    assert {row["problems"][0]["code"] for row in told.document["rows"][:2]} == {"stock_refused"}
    assert (offer.stock.get().on_hand, other.stock.get().on_hand) == (2**31 - 3, 8)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"rows": []},
        {"rows": [1]},
        {"rows": {}},
        {"rows": [booking()] * 201},
        {"rows": [booking()], "dry_run": True},
        [],
    ],
)
def test_what_is_no_list_of_rows_is_refused_as_a_whole(
    body: object, program: Program, offer: Variant
) -> None:
    assert program.ask("POST", STOCK, body).problem == (400, "invalid")
    assert Stock.objects.get().on_hand == 10


@pytest.mark.parametrize(
    ("said", "place", "code"),
    [
        ({"by": 1.5}, "by", "invalid"),
        ({"by": 10**7}, "by", "max_value"),
        ({"reason": "dispatched"}, "reason", "invalid_choice"),
        ({"reference": ""}, "reference", "blank"),
        ({"sku": "a\0"}, "sku", "null_characters_not_allowed"),
    ],
)
def test_wrong_bookings_are_refused(
    said: dict[str, Any], place: str, code: str, program: Program, offer: Variant
) -> None:
    told = program.ask("POST", STOCK, {"rows": [booking(**said)]})

    [row] = told.document["rows"]
    assert [(problem["place"], problem["code"]) for problem in row["problems"]] == [
        (f"#/rows/0/{place}", code)
    ]
    assert Stock.objects.get().on_hand == 10


def test_each_row_costs_the_same_number_of_queries(program: Program, offer: Variant) -> None:
    for number in range(4):
        make_offer(product=offer.product, sku=f"CH-{number + 2}")
    program.ask("GET", PRODUCTS)
    costs = {}

    for many in (1, 5):
        for address, method in ((PRICES, "PUT"), (STOCK, "POST")):
            skus = [f"CH-{number + 1}" for number in range(many)]
            rows = [booking(sku, reference=str(many)) for sku in skus]
            if address == PRICES:
                rows = [{"sku": sku, "price": "5"} for sku in skus]
            with CaptureQueriesContext(connection) as queries:
                program.ask(method, address, {"rows": rows})
            costs[address, many] = len(queries)

    assert costs == {(PRICES, 1): 10, (PRICES, 5): 42, (STOCK, 1): 12, (STOCK, 5): 52}
