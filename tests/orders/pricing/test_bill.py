"""Bills: sums of rounded parts equal the whole, whatever the currency, the rates and the voucher."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.money import CurrencyMismatch, Money
from orders.pricing.bill import Bill, Charges, Goods, TaxShare, make_bill, taxes_by_rate
from orders.pricing.reductions import Reduction

TWENTY, TEN = Decimal(20), Decimal(10)
CURRENCIES = st.sampled_from(["JPY", "EUR", "KWD"])
REDUCTIONS = st.builds(
    Reduction,
    percent=st.decimals(0, 100, places=2),
    amount=st.integers(0, 10**7),
    frees_shipping=st.booleans(),
)
LINES = st.lists(
    st.tuples(st.integers(0, 10**8), st.sampled_from(["0", "5.5", "8.875", "20"]), st.booleans()),
    min_size=1,
    max_size=12,
)


def euros(cents: int) -> Money:
    return Money(cents, "EUR")


@st.composite
def bills(draw: st.DrawFn) -> tuple[Bill, Charges]:
    currency = draw(CURRENCIES)
    goods = [
        Goods(Money(minor, currency), Decimal(rate), is_reduced=is_reduced)
        for minor, rate, is_reduced in draw(LINES)
    ]
    shipping = Money(draw(st.integers(0, 10**5)), currency)
    own_rate = draw(st.none() | st.decimals(0, 100, places=3))
    charges = Charges(shipping, draw(REDUCTIONS), draw(st.booleans()), own_rate)
    return make_bill(goods, currency, charges), charges


@given(bills())
def test_every_sum_is_that_of_its_parts(made: tuple[Bill, Charges]) -> None:
    bill, charges = made
    totals = bill.totals

    assert totals.lines.minor == sum(line.total.minor for line in bill.lines)
    assert totals.discount.minor == sum(line.discount.minor for line in bill.lines)
    assert totals.tax.minor == sum(line.tax.minor for line in bill.lines) + totals.shipping_tax.minor
    assert totals.tax.minor == sum(share.tax.minor for share in bill.taxes)
    on_top = 0 if charges.prices_include_tax else totals.tax.minor
    assert totals.total.minor == (totals.lines.minor - totals.discount.minor + totals.shipping.minor + on_top)


@given(bills())
def test_what_an_order_keeps_tells_the_same_taxes_again(made: tuple[Bill, Charges]) -> None:
    bill, charges = made

    again = taxes_by_rate(
        bill.lines,
        bill.totals.shipping,
        bill.shipping_tax_rate,
        prices_include_tax=charges.prices_include_tax,
    )

    assert again == bill.taxes


@pytest.mark.parametrize(("is_within", "tax"), [(True, 53), (False, 59)])
def test_shipping_with_a_rate_of_its_own_follows_no_goods(*, is_within: bool, tax: int) -> None:
    goods = [Goods(euros(2500), TWENTY)]
    own = Charges(euros(490), prices_include_tax=is_within, shipping_tax_rate=Decimal(12))

    bill = make_bill(goods, "EUR", own)

    assert bill.totals.shipping_tax == euros(tax)
    assert bill.taxes[1:] == (TaxShare(Decimal(12), euros(tax)),)


def test_shipping_that_is_free_is_no_tax_of_its_own() -> None:
    own = Charges(euros(490), Reduction(frees_shipping=True), shipping_tax_rate=TEN)

    bill = make_bill([Goods(euros(1200), TWENTY)], "EUR", own)

    assert bill.taxes == (TaxShare(TWENTY, euros(200)),)


@given(bills())
def test_nothing_is_negative_and_no_line_is_cheaper_than_free(made: tuple[Bill, Charges]) -> None:
    bill, _ = made

    assert all(0 <= line.discount.minor <= line.total.minor for line in bill.lines)
    assert all(line.tax.minor >= 0 for line in bill.lines)
    assert bill.totals.total.minor >= 0


@given(bills())
def test_tax_is_rounded_on_each_line_by_less_than_one_unit(made: tuple[Bill, Charges]) -> None:
    bill, charges = made

    for line in bill.lines:
        paid = Decimal(line.total.minor - line.discount.minor)
        share = 100 + line.tax_rate if charges.prices_include_tax else Decimal(100)
        assert abs(line.tax.minor - paid * line.tax_rate / share) <= Decimal("0.5000001")


def test_prices_that_include_tax_say_how_much_of_them_it_is() -> None:
    goods = [Goods(euros(12000), TWENTY), Goods(euros(1100), TEN)]

    bill = make_bill(goods, "EUR", Charges(shipping=euros(0)))

    assert bill.totals.total == euros(13100)
    assert bill.taxes == (TaxShare(TWENTY, euros(2000)), TaxShare(TEN, euros(100)))


def test_tax_comes_on_top_of_prices_without_it() -> None:
    bill = make_bill(
        [Goods(euros(10000), TWENTY)], "EUR", Charges(shipping=euros(500), prices_include_tax=False)
    )

    assert (bill.totals.tax, bill.totals.shipping_tax, bill.totals.total) == (
        euros(2100),
        euros(100),
        euros(12600),
    )


def test_shipping_is_taxed_as_the_goods_are() -> None:
    goods = [Goods(euros(3000), TWENTY), Goods(euros(1000), TEN)]

    bill = make_bill(goods, "EUR", Charges(shipping=euros(400), prices_include_tax=False))

    assert bill.totals.shipping_tax == euros(60 + 10)
    assert bill.taxes == (TaxShare(TWENTY, euros(660)), TaxShare(TEN, euros(110)))


def test_a_voucher_is_shared_out_over_the_lines_it_is_for_before_tax() -> None:
    goods = [
        Goods(euros(1000), TWENTY),
        Goods(euros(1000), TWENTY),
        Goods(euros(1000), TWENTY),
        Goods(euros(9000), TWENTY, is_reduced=False),
    ]

    bill = make_bill(goods, "EUR", Charges(euros(0), Reduction(amount=1000)))

    assert [line.discount.minor for line in bill.lines] == [334, 333, 333, 0]
    assert [line.tax.minor for line in bill.lines] == [111, 111, 111, 1500]


def test_a_voucher_takes_no_more_than_the_goods_cost() -> None:
    bill = make_bill([Goods(euros(700))], "EUR", Charges(euros(490), Reduction(amount=5000)))

    assert (bill.totals.discount, bill.totals.total) == (euros(700), euros(490))


def test_a_voucher_for_shipping_frees_it_and_its_tax() -> None:
    bill = make_bill([Goods(euros(1200), TWENTY)], "EUR", Charges(euros(490), Reduction(frees_shipping=True)))

    assert (bill.totals.shipping, bill.totals.shipping_tax, bill.totals.total) == (
        euros(0),
        euros(0),
        euros(1200),
    )


def test_unlike_currencies_are_never_summed() -> None:
    with pytest.raises(CurrencyMismatch):
        make_bill([Goods(euros(100)), Goods(Money(100, "USD"))], "EUR", Charges(euros(0)))
    with pytest.raises(CurrencyMismatch):
        make_bill([Goods(euros(100))], "EUR", Charges(Money(1, "USD")))
