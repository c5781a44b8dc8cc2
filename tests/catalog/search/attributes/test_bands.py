from decimal import Decimal

from catalog.search.attributes.bands import MOST_BANDS, NumberBand, bands_of


def test_bands_hold_about_as_many_products_each() -> None:
    cells = {Decimal(least): 10 for least in range(42, 66)}

    bands = bands_of(cells)

    assert [band.products for band in bands] == [40] * MOST_BANDS
    assert [band.least for band in bands] == [42, 46, 50, 54, 58, 62]
    assert [band.limit for band in bands] == [46, 50, 54, 58, 62, None]


def test_bands_do_not_part_what_is_alike() -> None:
    assert bands_of({Decimal(60): 900, Decimal(-5): 1}) == (NumberBand(Decimal(-5), None, 901),)
    assert bands_of({Decimal(40): 900, Decimal(60): 1}) == (
        NumberBand(Decimal(40), Decimal(60), 900),
        NumberBand(Decimal(60), None, 1),
    )


def test_bands_of_nothing_are_none() -> None:
    assert bands_of({}) == ()
