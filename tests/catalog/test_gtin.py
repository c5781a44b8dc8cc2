"""Numbers below bar codes: the last digit belongs to the others, and the database takes nothing but digits."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import Variant
from catalog.models.offers import require_gtin
from tests.factories.catalog import VariantFactory


def with_check_digit(digits: str) -> str:
    """As GS1 reckons it: from the right, every other digit counts three times."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return f"{digits}{-total % 10}"


numbers = st.sampled_from([7, 11, 12, 13]).flatmap(
    lambda length: st.text("0123456789", min_size=length, max_size=length)
)


@given(numbers)
def test_number_with_its_check_digit_is_taken(digits: str) -> None:
    require_gtin(with_check_digit(digits))


@given(numbers, st.integers(min_value=1, max_value=9))
def test_number_with_another_check_digit_is_refused(digits: str, slip: int) -> None:
    number = with_check_digit(digits)

    with pytest.raises(ValidationError):
        require_gtin(f"{number[:-1]}{(int(number[-1]) + slip) % 10}")


@pytest.mark.parametrize("number", ["400638133393", "4006381 333931", "٤٠٠٦٣٨١٣٣٣٩٣١", "abc", "1"])
def test_what_is_no_number_of_this_kind_is_refused(number: str) -> None:
    with pytest.raises(ValidationError):
        require_gtin(number)


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["123", "123456789", "4006381333931 ", "abcdefgh"])
def test_database_refuses_what_is_no_number(number: str) -> None:
    variant = VariantFactory()

    with pytest.raises(IntegrityError, match="variant_gtin_is_a_number"):
        Variant.objects.filter(pk=variant.pk).update(gtin=number[:14])
