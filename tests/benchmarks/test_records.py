"""Figures, ratios and targets."""

import pytest

from tests.benchmarks.records import Record, Target, ratio, record

SMALLER = Target(0.8, is_ratio=True)
AT_LEAST_AS_GOOD = Target(1.0, is_ratio=True, is_floor=True)


def test_record_with_a_peer_says_how_many_times_as_much_it_is() -> None:
    found = record("web size", 300, "bytes", peer=400, target=SMALLER)

    assert found == Record("web size", 300, "bytes", 400, 0.75, "≤ 0.8x", holds=True)


def test_record_without_a_figure_misses_its_target_and_says_that_it_is_missing() -> None:
    found = record("web size", None, "bytes", peer=400, target=SMALLER)

    assert found == Record("web size", None, "bytes", 400, None, "≤ 0.8x", holds=False, note="missing")


def test_record_without_a_target_neither_holds_nor_fails() -> None:
    assert record("source", 5, "bytes") == Record("source", 5, "bytes", None, None, None, holds=None)


def test_record_beside_nothing_at_all_has_no_ratio_that_json_could_not_write() -> None:
    found = record("errors", 2, "", peer=0, target=Target(1.0, is_ratio=True))

    assert (found.ratio, found.holds) == (None, False)


@pytest.mark.parametrize(
    ("value", "peer", "expected"), [(3, 4, 0.75), (0, 0, 1.0), (None, 4, None), (3, None, None)]
)
def test_ratio_needs_both_figures(value: float | None, peer: float | None, expected: float | None) -> None:
    assert ratio(value, peer) == expected


@pytest.mark.parametrize(
    ("target", "value", "peer", "expected"),
    [
        (SMALLER, 80, 100, True),
        (SMALLER, 81, 100, False),
        (SMALLER, 80, None, False),
        (AT_LEAST_AS_GOOD, 40.1, 40.0, True),
        (AT_LEAST_AS_GOOD, 39.9, 40.0, False),
        (Target(20), 20.0, None, True),
        (Target(20), 20.5, None, False),
        (Target(0), 1, 0, False),
        (Target(1, is_floor=True), 0, None, False),
    ],
)
def test_target_is_inclusive_and_looks_at_the_peer_only_for_ratios(
    *, target: Target, value: float, peer: float | None, expected: bool
) -> None:
    assert target.holds(value, peer) is expected


def test_target_reads_as_people_write_it() -> None:
    assert [SMALLER.text(), AT_LEAST_AS_GOOD.text(), Target(200).text()] == ["≤ 0.8x", "≥ 1x", "≤ 200"]
