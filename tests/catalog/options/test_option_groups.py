"""What each choice of an option leads to, beside the variant that is chosen."""

from dataclasses import replace

from catalog.mirror.view import OptionView, ValueView
from catalog.site.option_groups import ELSEWHERE, SOLD_OUT, Choice, OptionGroup, groups_of
from tests.factories.views import OAK, product_view

OAKEN, WALNUT = ValueView("Oak", "#c8a165"), ValueView("Walnut", "")
SMALL, LARGE = ValueView("Small", ""), ValueView("Large", "")
OAK_SMALL = replace(OAK, values=("Oak", "Small"))
OAK_LARGE = replace(OAK, id=12, left=0, values=("Oak", "Large"))
WALNUT_LARGE = replace(OAK, id=13, values=("Walnut", "Large"))
CHAIR = product_view(
    options=(OptionView("Wood", (OAKEN, WALNUT)), OptionView("Size", (SMALL, LARGE))),
    variants=(OAK_SMALL, OAK_LARGE, WALNUT_LARGE),
)


def chosen(value: ValueView) -> Choice:
    return Choice(value, is_chosen=True, note="")


def other(value: ValueView, note: str) -> Choice:
    return Choice(value, is_chosen=False, note=note)


def test_choices_say_what_is_sold_out_and_what_is_nowhere() -> None:
    assert groups_of(CHAIR, OAK_SMALL) == (
        OptionGroup("Wood", (chosen(OAKEN), other(WALNUT, ELSEWHERE))),
        OptionGroup("Size", (chosen(SMALL), other(LARGE, SOLD_OUT))),
    )


def test_choices_stand_beside_the_variant_that_is_chosen() -> None:
    assert groups_of(CHAIR, WALNUT_LARGE) == (
        OptionGroup("Wood", (other(OAKEN, SOLD_OUT), chosen(WALNUT))),
        OptionGroup("Size", (other(SMALL, ELSEWHERE), chosen(LARGE))),
    )


def test_product_without_options_has_no_groups() -> None:
    assert groups_of(product_view(), OAK) == ()
