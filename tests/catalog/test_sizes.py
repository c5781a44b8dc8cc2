"""Comparing what is said of a thing's size with its 3D model."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.sizes import UNITS_MM, Difference, Size, UnitGuess, differences, guess_unit

CHAIR = Size(450, 520, 810)
lengths = st.floats(min_value=20, max_value=5000)
sizes = st.builds(Size, lengths, lengths, lengths)
tolerances = st.integers(min_value=0, max_value=100)


@given(sizes, tolerances)
def test_thing_is_as_large_as_itself(size: Size, tolerance: int) -> None:
    assert differences(size, size, tolerance) == ()
    assert guess_unit(size, size, tolerance) is None


@given(sizes, sizes, tolerances, tolerances)
def test_more_tolerance_finds_no_more(stated: Size, model: Size, first: int, second: int) -> None:
    strict, lax = sorted((first, second))

    assert set(differences(stated, model, lax)) <= set(differences(stated, model, strict))


@given(sizes, sizes, tolerances)
def test_every_difference_is_further_than_tolerated(stated: Size, model: Size, tolerance: int) -> None:
    for found in differences(stated, model, tolerance):
        assert abs(found.modelled - found.stated) * 100 >= found.stated * tolerance


@given(sizes, st.sampled_from(list(permutations(UNITS_MM, 2))))
def test_mistaken_unit_is_found_whatever_it_is(size: Size, units: tuple[str, str]) -> None:
    meant, read_as = units
    factor = UNITS_MM[meant] / UNITS_MM[read_as]

    assert guess_unit(size, size.times(1 / factor), 5) == UnitGuess(meant, read_as, factor)


@given(sizes, sizes, tolerances)
def test_guess_explains_every_difference(stated: Size, model: Size, tolerance: int) -> None:
    guess = guess_unit(stated, model, tolerance)

    assert guess is None or differences(stated, model.times(guess.factor), tolerance) == ()


@pytest.mark.parametrize(
    ("model", "tolerance", "sides"),
    [
        (Size(460, 520, 810), 5, []),
        (Size(500, 520, 700), 5, ["width", "height"]),
        (Size(500, 520, 700), 20, []),
        (Size(450.4, 519.6, 810), 0, []),
        (Size(451, 520, 810), 0, ["width"]),
        (Size(None, 100, None), 5, ["depth"]),
        (Size(), 0, []),
    ],
)
def test_differences_name_the_sides(model: Size, tolerance: int, sides: list[str]) -> None:
    assert [each.side for each in differences(CHAIR, model, tolerance)] == sides


def test_difference_tells_both_lengths() -> None:
    assert differences(Size(width=400), Size(width=500), 5) == (Difference("width", 400, 500),)


def test_thing_that_is_only_badly_proportioned_gets_no_guess() -> None:
    assert guess_unit(CHAIR, Size(45, 52, 300), 5) is None


def test_flat_things_are_compared_by_their_other_sides() -> None:
    assert guess_unit(Size(300, 200, 0), Size(30, 20, 0), 5) == UnitGuess("centimetres", "millimetres", 10)
