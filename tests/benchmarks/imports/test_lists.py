"""The lists that are measured are what they say."""

import csv

from tests.benchmarks.imports.lists import MOST_VARIANTS, make_list


def test_list_has_its_rows_and_products() -> None:
    made = make_list(200, seed=3, name="thing")

    rows = list(csv.DictReader(made.data.decode().splitlines()))

    assert (len(rows), len({row["handle"] for row in rows})) == (200, made.products)
    assert len({row["sku"] for row in rows}) == 200
    assert 200 / MOST_VARIANTS < made.products < 200


def test_one_seed_gives_one_list() -> None:
    assert make_list(50, seed=3, name="thing") == make_list(50, seed=3, name="thing")
    assert make_list(50, seed=3, name="thing") != make_list(50, seed=4, name="thing")
