"""Addresses that are taken without a form are those that the form takes, and come out alike."""

from dataclasses import asdict
from itertools import product

import pytest

from accounts.postal.countries import country_name, is_country
from accounts.postal.form import AUTOCOMPLETE, LONGEST_LINE, AddressForm
from accounts.postal.layout import layout_of
from accounts.postal.take import taken
from tests.accounts.postal.test_form import VIENNA

ODD = (
    "",
    " ",
    "x",
    " x",
    "x ",
    "x\0",
    "x\n",
    "x\xa0y",
    "x" * 17,
    "x" * 31,
    "x" * (LONGEST_LINE + 1),
    "\ud800",
)
WRITTEN = {"GB": ("SW1A 1AA", "sw1a 1aa"), "US": ("95014", "95014-1234"), "AT": ("1010",), "HK": ("",)}


def as_the_form_says(typed: dict[str, str], *, has_phone: bool) -> dict[str, str] | None:
    form = AddressForm(typed, has_phone=has_phone)
    used = all(name in form.fields for name, text in typed.items() if text)
    return asdict(form.address()) if form.is_valid() and used else None


@pytest.mark.parametrize("country", ["AT", "US", "GB", "HK", "JP", "XX", "", "AUT"])
@pytest.mark.parametrize("has_phone", [True, False])
def test_nothing_is_taken_that_the_form_refuses(country: str, has_phone: bool) -> None:  # noqa: FBT001  # of pytest
    postcodes = WRITTEN.get(country, ("100-0001",))
    region = next((part.choices[0][0] for part in layout_of(country).parts if part.choices), "")
    plain = {**dict.fromkeys(AUTOCOMPLETE, ""), **VIENNA, "country": country, "region": region}

    for postcode, (name, text) in product(postcodes, [("name", "Ada"), *product(AUTOCOMPLETE, ODD)]):
        typed = {**plain, "postcode": postcode, **({name: text} if name != "country" else {})}
        address = taken(typed, has_phone=has_phone)
        if address is not None:
            assert asdict(address) == as_the_form_says(typed, has_phone=has_phone), typed


@pytest.mark.parametrize("country", sorted(WRITTEN))
def test_plain_addresses_need_no_form(country: str) -> None:
    region = next((part.choices[0][0] for part in layout_of(country).parts if part.choices), "")

    for postcode in WRITTEN[country]:
        typed = {**VIENNA, "country": country, "postcode": postcode, "region": region, "phone": "+43 1 234"}
        address = taken(typed, has_phone=True)

        assert address is not None
        assert asdict(address) == as_the_form_says(typed, has_phone=True)


def test_countries_are_known_by_two_letters_and_named() -> None:
    assert [is_country(code) for code in ("AT", "at", "AUT", "XX", "")] == [True, False, False, False, False]
    assert (country_name("AT"), country_name("XX")) == ("Austria", "")
