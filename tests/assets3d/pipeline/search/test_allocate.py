"""Bytes go where they save the most loss."""

import itertools

import numpy as np
import pytest

from assets3d.pipeline.search.allocate import Component, allocate

NOTHING = np.zeros(2)


def _component(*options: tuple[float, float, float]) -> Component:
    table = np.array(options, np.float64)
    return Component(table[:, 0], table[:, 1:])


def test_smallest_options_are_taken_while_the_limits_allow() -> None:
    parts = [_component((100, 0.0, 0.0), (10, 0.4, 0.1)), _component((100, 0.0, 0.0), (10, 0.5, 0.1))]

    found = allocate(parts, NOTHING)

    assert found.chosen == (1, 1)
    assert found.size == 20
    assert found.losses == pytest.approx([0.9, 0.2])


def test_limit_of_each_kind_of_loss_is_kept() -> None:
    parts = [_component((100, 0.0, 0.0), (10, 0.1, 0.7)), _component((90, 0.0, 0.0), (10, 0.1, 0.7))]

    found = allocate(parts, NOTHING)

    assert found.chosen == (1, 0)
    assert found.is_within


def test_fixed_loss_leaves_less_to_spend() -> None:
    part = _component((100, 0.0, 0.0), (10, 0.5, 0.5))

    assert allocate([part], NOTHING).chosen == (1,)
    assert allocate([part], np.array([0.6, 0.0])).chosen == (0,)


def test_least_loss_is_taken_where_nothing_fits() -> None:
    part = _component((100, 1.5, 0.0), (200, 1.2, 0.0), (10, 9.0, 9.0))

    found = allocate([part], NOTHING)

    assert found.chosen == (1,)
    assert not found.is_within


@pytest.mark.parametrize("seed", range(12))
def test_result_is_nearly_the_best_of_all(seed: int) -> None:
    random = np.random.default_rng(seed)
    parts = [
        Component(1000 / quality, 0.05 * quality[:, None] * random.uniform(0.3, 1.0, (6, 2)))
        for quality in (random.uniform(1, 8, 6) for _ in range(4))
    ]

    found = allocate(parts, NOTHING)

    sizes = [
        sum(part.sizes[option] for part, option in zip(parts, chosen, strict=True))
        for chosen in itertools.product(range(6), repeat=4)
        if (sum(part.losses[option] for part, option in zip(parts, chosen, strict=True)) <= 1).all()
    ]
    assert found.is_within
    assert found.size <= min(sizes) * 1.06
