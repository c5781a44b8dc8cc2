from dataclasses import replace

import pytest

from catalog.mirror.view import ReductionView
from catalog.money import Money
from catalog.site.presentation import (
    dimensions_of,
    lowest_sentence,
    options_of,
    script_facts,
    stock_sentence,
    was_sentence,
    weight_of,
)
from tests.factories.views import OAK, WALNUT, product_view


@pytest.mark.parametrize(("left", "sentence"), [(0, "Sold out"), (1, "Only 1 left"), (5, "In stock")])
def test_stock_sentence_counts_only_what_is_scarce(left: int, sentence: str) -> None:
    assert stock_sentence(replace(OAK, left=left)) == sentence


def test_reduced_variant_names_what_it_costs_otherwise_and_the_lowest_price_before() -> None:
    reduction = ReductionView(compare_at=Money(49900, "EUR"), prior_lowest=Money(45900, "EUR"))
    reduced = replace(OAK, reduction=reduction)

    assert (was_sentence(reduced), lowest_sentence(reduced)) == (
        "instead of €499.00",
        "Lowest price of the 30 days before: €459.00",
    )
    assert lowest_sentence(replace(OAK, reduction=replace(reduction, prior_lowest=None))) == ""
    assert (was_sentence(OAK), lowest_sentence(OAK)) == ("", "")


def test_dimensions_are_centimetres_without_idle_zeros() -> None:
    assert dimensions_of(OAK) == "W 82.5 \N{MULTIPLICATION SIGN} D 75 \N{MULTIPLICATION SIGN} H 90 cm"


def test_dimensions_leave_out_what_is_not_known() -> None:
    assert dimensions_of(replace(OAK, depth_mm=None, width_mm=None)) == "H 90 cm"
    assert dimensions_of(replace(OAK, depth_mm=None, width_mm=None, height_mm=None)) == ""


@pytest.mark.parametrize(
    ("grams", "text"), [(None, ""), (850, "850 g"), (999, "999 g"), (1000, "1 kg"), (6240, "6.2 kg")]
)
def test_weight_is_told_in_the_unit_that_suits_it(grams: int | None, text: str) -> None:
    assert weight_of(replace(OAK, weight_g=grams)) == text


@pytest.mark.parametrize(
    ("sku", "left_of_oak", "chosen"),
    [
        ("CH-WALNUT", 5, "CH-WALNUT"),
        ("", 5, "CH-OAK"),
        ("", 0, "CH-WALNUT"),
        ("CH-OAK", 0, "CH-OAK"),
        ("CH-PINE", 5, "CH-OAK"),
    ],
)
def test_options_choose_the_named_else_the_first_that_can_be_bought(
    sku: str, left_of_oak: int, chosen: str
) -> None:
    product = product_view(variants=(replace(OAK, left=left_of_oak), WALNUT))

    assert [option.variant.sku for option in options_of(product, sku) if option.is_chosen] == [chosen]


def test_options_choose_the_first_when_everything_is_sold_out() -> None:
    product = product_view(variants=(replace(OAK, left=0), replace(WALNUT, left=0)))

    assert [option.is_chosen for option in options_of(product, "")] == [True, False]


def test_script_facts_say_what_the_page_says() -> None:
    facts = script_facts(options_of(product_view(variants=(WALNUT,)), ""))

    assert facts == [
        {
            "id": 12,
            "sku": "CH-WALNUT",
            "name": "Walnut",
            "price": "€445.50",
            "was": "",
            "lowest": "",
            "stock": "Only 2 left",
            "isSoldOut": False,
            "isScarce": True,
            "dimensions": dimensions_of(WALNUT),
            "weight": "6.2 kg",
            "gtin": "",
            "mpn": "",
            "materialVariant": "walnut",
            "poster": {
                "src": "https://assets.vitrine.test/walnut-512.webp",
                "srcset": "https://assets.vitrine.test/walnut-256.webp 256w, "
                "https://assets.vitrine.test/walnut-512.webp 512w, "
                "https://assets.vitrine.test/walnut-1024.webp 1024w",
            },
        }
    ]
