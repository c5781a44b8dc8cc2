"""The picture of the model."""

from xml.etree import ElementTree

import pytest

from deploy.pricing.bill import CLOUDFRONT, DATABASE, KEYS, WAF, Bill, Line
from deploy.pricing.levers import Saving
from deploy.pricing.plot import BAR_HEIGHT, BAR_WIDTH, LEVER_WIDTH, shares, svg_of
from deploy.pricing.table import bills

SVG = "{http://www.w3.org/2000/svg}"
LEVERS = [Saving("tiers < models & more", 400.0, is_used=True), Saving("a plan", 100.0, is_used=False)]


@pytest.fixture
def picture() -> ElementTree.Element:
    return ElementTree.fromstring(svg_of(bills("apprunner"), LEVERS, title="Costs & levers"))  # noqa: S314 - our own


def test_each_bar_is_as_wide_as_the_others(picture: ElementTree.Element) -> None:
    bars: dict[str, float] = {}
    for rectangle in picture.iter(f"{SVG}rect"):
        if rectangle.get("height") == str(BAR_HEIGHT):
            row = rectangle.attrib["y"]
            bars[row] = bars.get(row, 0.0) + float(rectangle.attrib["width"])

    assert list(bars.values()) == pytest.approx([BAR_WIDTH] * 3, abs=0.5)


def test_totals_and_levers_are_written_out(picture: ElementTree.Element) -> None:
    words = [text.text for text in picture.iter(f"{SVG}text")]

    assert "Costs & levers" in words
    assert "100M visits" in words
    assert f"${bills('apprunner')['100M'].dollars:,.0f} a month" in words
    assert "tiers < models & more" in words


def test_levers_are_drawn_to_scale_and_pale_where_not_used(picture: ElementTree.Element) -> None:
    drawn = [
        (float(rectangle.attrib["width"]), rectangle.attrib["fill-opacity"])
        for rectangle in picture.iter(f"{SVG}rect")
        if "fill-opacity" in rectangle.attrib
    ]

    assert [width for width, _ in drawn] == pytest.approx([LEVER_WIDTH, LEVER_WIDTH / 4])
    assert [opacity for _, opacity in drawn] == ["1.0", "0.4"]


def test_shares_put_every_service_into_one_kind() -> None:
    bill = Bill([Line(CLOUDFRONT, "", 4), Line(WAF, "", 3), Line(DATABASE, "", 2), Line(KEYS, "", 1)])

    assert list(shares(bill).values()) == [4, 3, 0, 2, 1]
