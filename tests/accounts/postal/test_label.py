"""Labels as their countries write them."""

import pytest

from accounts.postal.address import PostalAddress
from accounts.postal.label import label_lines


@pytest.mark.parametrize(
    ("country", "postcode", "city", "region", "ending"),
    [
        ("AT", "1010", "Wien", "", ["1010 Wien"]),
        ("DE", "10115", "Berlin", "", ["10115 Berlin"]),
        ("CH", "3000", "Bern", "", ["3000 Bern"]),
        ("LU", "1234", "Luxembourg", "", ["1234 Luxembourg"]),
        ("US", "10118", "New York", "NY", ["New York, NY 10118"]),
        ("PR", "00926", "San Juan", "", ["San Juan 00926"]),
        ("GB", "SW1A 2AA", "London", "", ["London", "SW1A 2AA"]),
        ("IE", "D02 X285", "Dublin", "Co. Dublin", ["Dublin", "Co. Dublin", "D02 X285"]),
        ("SG", "546080", "", "", ["546080"]),
        ("TR", "34000", "Fatih", "", ["34000 Fatih"]),
    ],
)
def test_town_is_written_as_there(
    country: str, postcode: str, city: str, region: str, ending: list[str]
) -> None:
    address = PostalAddress("Ada Byron", "Street 5", "", postcode, city, country, region=region)

    assert list(label_lines(address)) == ["Ada Byron", "Street 5", *ending]


@pytest.mark.parametrize(
    ("country", "region", "ending"),
    [
        ("JP", "\u6771\u4eac\u90fd", "Street 5, Tokyo"),
        ("AE", "\u0623\u0628\u0648 \u0638\u0628\u064a", "Abu Dhabi"),
        ("US", "CA", "CA"),
        ("JP", "Somewhere", "Street 5, Somewhere"),
    ],
)
def test_regions_are_written_with_latin_letters(country: str, region: str, ending: str) -> None:
    address = PostalAddress("Ada Byron", "Street 5", "", "", "", country, region=region)

    assert label_lines(address)[-1] == ending


def test_company_stands_where_the_country_has_it() -> None:
    austrian = PostalAddress("Ada", "Linden 3", "Top 7", "1010", "Wien", "AT", company="Engines")

    assert label_lines(austrian) == ("Engines", "Ada", "Linden 3", "Top 7", "1010 Wien")


def test_what_is_missing_leaves_no_hole() -> None:
    american = PostalAddress("Ada", "Street 5", "", "", "New York", "US")

    assert label_lines(american) == ("Ada", "Street 5", "New York")


@pytest.mark.parametrize("country", ["JP", "XX", "AF"])
def test_nothing_that_was_typed_is_lost(country: str) -> None:
    """Also what addresses there do not have: rules change, and older orders stay."""
    address = PostalAddress(
        "Ada", "Street 5", "Top 7", "1000", "Some Town", country, company="Engines", region="Some Region"
    )

    written = " ".join(label_lines(address))

    assert all(
        part in written
        for part in ("Ada", "Street 5", "Top 7", "1000", "Some Town", "Engines", "Some Region")
    )


def test_braces_and_percent_signs_stay_as_typed() -> None:
    address = PostalAddress("A %Z {x}", r"Street \1", "", "1010", "Wien", "AT")

    assert label_lines(address)[:2] == ("A %Z {x}", r"Street \1")
