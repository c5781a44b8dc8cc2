"""What follows from figures that were made up for the purpose."""

from tests.benchmarks.orders.gates import crowd_records, hot_records, peer_records, placing_records
from tests.benchmarks.orders.hot import Rates
from tests.benchmarks.orders.names import ADD, FLOW, ON_PAGES, OURS, PEER, PEER_API
from tests.benchmarks.orders.placing import Placed


def test_we_are_held_to_a_part_of_the_peers_processor_time() -> None:
    own = {ADD: 2.0, f"{ADD}{ON_PAGES}": 3.0, FLOW: 20.0, f"{FLOW}{ON_PAGES}": 40.0}
    pages = {f"{ADD}{ON_PAGES}": 60.0, f"{FLOW}{ON_PAGES}": 240.0}
    api = {ADD: 30.0, FLOW: 100.0}
    shops = ((OURS, own), (PEER, pages), (PEER_API, api))
    spent = {(shop, name): of[name] for shop, of in shops for name in of}

    found = {record.name: record for record in peer_records(spent)}

    assert {name: (record.value, record.peer, record.holds) for name, record in found.items()} == {
        "add to cart beside django-oscar": (2.0, 60.0, True),
        "add to cart beside django-oscar-api": (2.0, 30.0, None),
        "add to cart on pages beside django-oscar": (3.0, 60.0, None),
        "whole order flow beside django-oscar": (20.0, 240.0, False),
        "whole order flow beside django-oscar-api": (20.0, 100.0, None),
        "whole order flow on pages beside django-oscar": (40.0, 240.0, None),
    }
    assert found["add to cart beside django-oscar"].note.startswith("30.0 times less")
    assert found["whole order flow on pages beside django-oscar"].note.startswith("6.0 times less")


def test_placing_is_held_to_a_fifth_of_one_statement() -> None:
    slow, fast = (Placed(ours, 1000.0, 9000.0, 2.0, 0.5, 6) for ours in (190.0, 210.0))

    held = [record.holds for placed in (slow, fast) for record in placing_records(placed)]

    assert held == [False, None, True, None]


def test_hot_products_are_held_to_five_times_one_row_and_to_selling_none_too_many() -> None:
    (hot,) = hot_records(Rates(one_row=90.0, buckets=460.0, clients=32, rest_ms=10))

    assert hot.holds is True
    assert [record.holds for oversold in (0, 1) for record in crowd_records(oversold)] == [True, False]
