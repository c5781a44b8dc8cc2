"""The address form: fields follow the country, errors are in words, nothing absurd comes through."""

import pytest

from accounts.postal.address import PostalAddress
from accounts.postal.form import AddressForm

VIENNA = {"country": "AT", "name": "Ada Byron", "line1": "Linden 3", "postcode": "1010", "city": "Wien"}


def errors(**typed: str) -> dict[str, list[str]]:
    return {
        name: [str(error) for error in found]
        for name, found in AddressForm({**VIENNA, **typed}).errors.items()
    }


def test_an_address_comes_out_as_it_was_typed() -> None:
    form = AddressForm({**VIENNA, "company": "Byron", "phone": "+43 1 234"})

    assert form.is_valid()
    assert form.address() == PostalAddress(
        name="Ada Byron",
        company="Byron",
        line1="Linden 3",
        line2="",
        postcode="1010",
        city="Wien",
        country="AT",
        phone="+43 1 234",
    )


def test_fields_are_those_of_the_chosen_country() -> None:
    assert "region" not in AddressForm(VIENNA).fields
    assert AddressForm({**VIENNA, "country": "US"}).fields["region"].required
    assert "postcode" not in AddressForm(country="HK").fields


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"country": ""}, {"country": ["Please choose a country."]}),
        ({"country": "XX"}, {"country": ["Please choose a country out of the list."]}),
        ({"name": " "}, {"name": ["Please tell us who it is for."]}),
        ({"city": ""}, {"city": ["Please tell us the town or city."]}),
        ({"postcode": "ABC"}, {"postcode": ["This is no postcode of Austria: it looks like 1010 or 3741."]}),
        (
            {"country": "US", "postcode": "95014", "region": "XX"},
            {"region": ["Please choose one out of the list."]},
        ),
        ({"country": "US", "postcode": "95014"}, {"region": ["Please tell us the state."]}),
    ],
)
def test_errors_are_told_in_words_at_their_field(
    typed: dict[str, str], expected: dict[str, list[str]]
) -> None:
    assert errors(**typed) == expected


@pytest.mark.parametrize("absurd", ["x" * 121, "a\0b"])
def test_what_no_parcel_could_carry_is_refused(absurd: str) -> None:
    assert set(errors(name=absurd, line1=absurd, city=absurd)) == {"name", "line1", "city"}


def test_postcodes_are_written_in_capitals() -> None:
    form = AddressForm({**VIENNA, "country": "GB", "postcode": " ec1y 8sy "})

    assert form.is_valid()
    assert form.address().postcode == "EC1Y 8SY"


def test_two_addresses_on_a_page_are_told_apart() -> None:
    form = AddressForm({"billing-country": "AT"}, section="billing", prefix="billing")

    assert form["name"].html_name == "billing-name"
    assert form.fields["name"].widget.attrs["autocomplete"] == "billing name"
