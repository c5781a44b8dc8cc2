"""Pick lists and tables: what is on them, whose it is, and that spreadsheets run nothing of it."""

import csv
import io

import pytest
from django.db.models import F
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from catalog.models import Stock, StockLocation
from catalog.money import Money
from orders.admin.listing import pages
from orders.admin.orders import OrderAdmin
from orders.models import Order, Refund
from orders.queries.selling.export import exported, lines_to_export
from orders.queries.selling.pick_list import ForOrder, Pick, read_pick_list
from orders.services.fulfilment.fulfil import fulfil
from orders.services.refunds.request_refund import request_refund
from orders.states import RefundReason, RefundState
from tests.factories.accounts import MerchantFactory, UserFactory
from tests.factories.orders import NOW, placed_order, sold_variant
from tests.factories.selling import line_of, paid_order, refund_of, shipped_order, works_for
from tests.orders.admin.conftest import LIST, staff_of

pytestmark = pytest.mark.django_db(transaction=True)


def rows_of(client: Client, **asked: str) -> list[dict[str, str]]:
    answer = client.get(f"{LIST}export.csv", asked)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # it streams
    return list(csv.DictReader(io.StringIO(text)))


def test_pick_list_sums_by_place_and_article() -> None:
    variant = sold_variant(on_hand=2)
    annexe = StockLocation.objects.create(merchant=variant.merchant, name="Annexe")
    Stock.objects.create(variant=variant, location=annexe, on_hand=5)
    first, second = paid_order((variant, 1)), paid_order((variant, 3))
    seller = works_for(variant.merchant)
    line = line_of(first, variant)
    home = variant.stock.order_by("pk")[0].location.name

    def pick(place: str, *orders: tuple[Order, int]) -> Pick:
        needed = tuple(ForOrder(order.number, quantity) for order, quantity in orders)
        return Pick(place, variant.sku, line.name, "", needed)

    assert read_pick_list([first.pk, second.pk], seller) == (
        pick("Annexe", (second, 2)),
        pick(home, (first, 1), (second, 1)),
    )
    fulfil(order_id=first.public_id, actor=seller, quantities={line.pk: 1}, now=NOW)
    assert read_pick_list([first.pk, second.pk], seller) == (
        pick("Annexe", (second, 2)),
        pick(home, (second, 1)),
    )


def test_pick_list_holds_own_lines_that_are_paid_and_not_shipped(
    order: Order, merchant_client: Client
) -> None:
    own, foreign = order.lines.all()
    unpaid = placed_order((sold_variant(merchant=own.merchant), 1))
    gone = shipped_order((sold_variant(merchant=own.merchant), 1))
    chosen = {"action": "pick_list", "_selected_action": [order.pk, unpaid.pk, gone.pk]}

    text = merchant_client.post(LIST, chosen, follow=True).content.decode()

    others = [foreign.sku, unpaid.lines.get().sku, gone.lines.get().sku]
    assert f"<b>{own.sku}</b>" in text
    assert not any(f"<b>{sku}</b>" in text for sku in others)


def test_pick_list_of_foreign_orders_is_empty(order: Order) -> None:
    stranger = staff_of(MerchantFactory.create())

    text = stranger.get(f"{LIST}pick-list/", {"orders": f"{order.pk},x,{'9' * 40}"}).content.decode()

    assert "There is nothing to take" in text


def test_pick_list_asks_as_often_for_many_orders_as_for_one(
    order: Order, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    chosen = [order.pk, *(paid_order((sold_variant(), 1)).pk for _ in range(3))]
    owner = UserFactory.create(is_superuser=True)

    with django_assert_num_queries(2):
        assert len(read_pick_list(chosen, owner)) == 5


def test_table_holds_own_lines_of_what_was_filtered(order: Order, merchant_client: Client) -> None:
    own = order.lines.all()[0]
    placed_order((sold_variant(merchant=own.merchant), 1))

    rows = rows_of(merchant_client, to_do="ship")

    assert [(row["order"], row["article number"], row["quantity"], row["total"]) for row in rows] == [
        (str(order.number), own.sku, "3", "75.00")
    ]
    assert (rows[0]["name"], rows[0]["town"], rows[0]["currency"]) == ("Ada Byron", "Wien", "EUR")


def for_books(rows: list[dict[str, str]]) -> list[tuple[str, ...]]:
    columns = ("total", "tax rate", "tax within", "voucher", "shipping", "tax on shipping")
    return [tuple(row[column] for column in (*columns, "refunded", "refunded besides")) for row in rows]


def test_books_can_be_made_from_the_table(owner_client: Client) -> None:
    """25.00 and 15.00 of one merchant, 40.00 of another; 4.90 for sending are shared by half."""
    ours = MerchantFactory.create()
    goods = [sold_variant(merchant=ours, price=price) for price in (2500, 1500)]
    order = paid_order(*((variant, 1) for variant in (*goods, sold_variant(price=4000))))
    order.lines.update(tax_rate=20, tax_minor=F("total_minor") / 6)
    Order.objects.filter(pk=order.pk).update(tax_minor=1414, shipping_tax_minor=82, voucher_code="FREE")
    first = order.lines.all()[0]

    refund_of(order, 2600, lines={first.pk: 1})
    refund_of(order, 50)
    refund_of(order, 20)
    Refund.objects.filter(amount_minor=20).update(state=RefundState.FAILED)
    give_back_by_the_shop(order, 30)

    whole = [
        ("25.00", "20", "4.16", "FREE", "2.45", "0.41", "25.00", "1.80"),
        ("15.00", "20", "2.50", "FREE", "0.00", "0.00", "0.00", "0.00"),
        ("40.00", "20", "6.66", "FREE", "2.45", "0.41", "0.00", "0.00"),
    ]
    assert for_books(rows_of(owner_client)) == whole
    assert for_books(rows_of(staff_of(ours))) == [(*whole[0][:-1], "1.50"), whole[1]]
    assert for_books(rows_of(staff_of(order.lines.all()[2].merchant))) == whole[2:]


def test_codes_that_made_only_others_goods_cheaper_are_not_in_the_table(
    order: Order, merchant_client: Client, owner_client: Client
) -> None:
    order.lines.filter(position=2).update(discount_minor=400)
    total = F("total_minor") - 400
    Order.objects.filter(pk=order.pk).update(voucher_code="THEIRS", discount_minor=400, total_minor=total)

    told = [[row["voucher"] for row in rows_of(client)] for client in (merchant_client, owner_client)]

    assert told == [[""], ["THEIRS", "THEIRS"]]


def give_back_by_the_shop(order: Order, minor: int) -> None:
    request_refund(
        order_id=order.public_id,
        actor=UserFactory.create(is_superuser=True),
        amount=Money(minor, order.currency),
        reason=RefundReason.GOODWILL,
        now=NOW,
    )


def test_table_asks_as_often_for_many_lines_as_for_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(3):
        paid_order((sold_variant(), 1), (sold_variant(), 1))
    owner = UserFactory.create(is_superuser=True)

    with django_assert_num_queries(4):
        assert len(list(exported(lines_to_export(Order.objects.all(), owner), owner))) == 6


@pytest.mark.parametrize("asked", [{"placed_at__gte": "x"}, {"p": "9999"}, {"order_state__in__x": "y"}])
def test_what_cannot_be_filtered_by_leads_back_to_the_list(
    order: Order, merchant_client: Client, monkeypatch: pytest.MonkeyPatch, asked: dict[str, str]
) -> None:
    own = order.lines.all()[0].merchant
    placed_order((sold_variant(merchant=own), 1))
    monkeypatch.setattr(OrderAdmin, "list_per_page", 1)

    answer = merchant_client.get(f"{LIST}export.csv", asked)

    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}?e=1")
    assert merchant_client.get(answer["Location"]).status_code == 200


def test_table_of_a_stranger_is_empty(order: Order) -> None:
    assert rows_of(staff_of(MerchantFactory.create())) == []


def test_spreadsheets_run_nothing_that_a_buyer_typed(order: Order, owner_client: Client) -> None:
    address = {
        **order.shipping_address,
        "name": "=HYPERLINK(1)",
        "line1": "+cmd|x",
        "line2": "-2+3",
        "city": "@x",
        "postcode": '1010; "=1+1;-2',
    }
    Order.objects.filter(pk=order.pk).update(shipping_address=address)

    cells = [cell for row in rows_of(owner_client) for cell in row.values()]

    assert cells
    assert not any(
        part.strip(' "').startswith(("=", "+", "-", "@")) for cell in cells for part in cell.split(";")
    )


def test_too_long_a_table_is_refused_with_a_word(
    order: Order, owner_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST_EXPORTED", 1)

    text = owner_client.get(f"{LIST}export.csv", follow=True).content.decode()

    assert "more than 1 lines" in text


@pytest.mark.parametrize("path", ["export.csv", "pick-list/"])
def test_lists_are_for_those_who_may_see_orders(order: Order, path: str) -> None:
    nobody = works_for(order.lines.all()[0].merchant)
    client = Client()
    client.force_login(nobody)

    assert client.get(f"{LIST}{path}").status_code == 403
    assert client.post(f"{LIST}{path}").status_code == 405
