"""Which parts addresses have in which country, and what their postcodes look like."""

import pytest
from django_countries import countries

from accounts.postal.layout import layout_of


def rows(country: str) -> list[list[str]]:
    return [[part.name for part in row] for row in layout_of(country).rows]


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        ("AT", [["name"], ["company"], ["line1"], ["line2"], ["postcode", "city"]]),
        ("US", [["name"], ["company"], ["line1"], ["line2"], ["city", "region", "postcode"]]),
        ("GB", [["name"], ["company"], ["line1"], ["line2"], ["city"], ["postcode"]]),
        ("HK", [["name"], ["company"], ["line1"], ["line2"], ["city"], ["region"]]),
        ("", [["name"], ["company"], ["line1"], ["line2"], ["postcode", "city"]]),
    ],
)
def test_parts_stand_as_on_a_label_below_the_names(country: str, expected: list[list[str]]) -> None:
    assert sorted(map(str, rows(country))) == sorted(map(str, expected))
    assert rows(country)[:2] == [["name"], ["company"]]


def test_every_country_has_an_address_that_can_be_typed() -> None:
    for code, _ in countries:
        parts = [part.name for part in layout_of(code).parts]
        assert {"name", "line1", "line2"} <= set(parts), code
        assert len(parts) == len(set(parts)), code


@pytest.mark.parametrize(
    ("country", "good", "bad"),
    [
        ("AT", ["1010"], ["101", "10101", "A-1010", "1010 "]),
        ("US", ["95014", "22162-1010"], ["9501", "95014-1", "ABCDE"]),
        ("GB", ["EC1Y 8SY", "M2 5BQ", "GIR 0AA", "ec1y8sy"], ["EC1Y 8SY X", "GIR 0AAB", "1010"]),
        ("IE", ["A65 F4E2"], ["A65"]),
    ],
)
def test_postcodes_are_judged_as_a_whole(country: str, good: list[str], bad: list[str]) -> None:
    (postcode,) = [part for part in layout_of(country).parts if part.name == "postcode"]

    assert [typed for typed in good if not postcode.accepts(typed)] == []
    assert [typed for typed in bad if postcode.accepts(typed)] == []


def test_parts_are_called_what_their_country_calls_them() -> None:
    def labels(country: str) -> dict[str, str]:
        return {part.name: part.label for part in layout_of(country).parts}

    assert labels("US")["postcode"] == "ZIP code"
    assert labels("US")["region"] == "State"
    assert labels("IE")["postcode"] == "Eircode"
    assert labels("JP")["region"] == "Prefecture"


def test_street_is_asked_for_with_its_town_where_that_has_no_line() -> None:
    streets = {country: layout_of(country).parts for country in ("AT", "JP", "SG")}

    asked = {
        country: [part.label for part in parts if part.name == "line1"] for country, parts in streets.items()
    }
    assert asked == {
        "AT": ["Street and number"],
        "JP": ["Town, street and number"],
        "SG": ["Street and number"],
    }


def test_regions_are_offered_once_each() -> None:
    (region,) = [part for part in layout_of("JP").parts if part.name == "region"]

    written = [choice for choice, _ in region.choices]
    assert len(written) == len(set(written)) == 47
