"""What follows from figures that were made up for the purpose."""

from tests.benchmarks.orders.gates import crowd_records, hot_records, peer_records, placing_records
from tests.benchmarks.orders.hot import Rates
from tests.benchmarks.orders.names import ADD, FLOW, ON_PAGES, OURS, PEER
from tests.benchmarks.orders.placing import Placed


def test_we_are_held_to_a_part_of_the_peers_processor_time() -> None:
    own = {ADD: 2.0, f"{ADD}{ON_PAGES}": 3.0, FLOW: 20.0, f"{FLOW}{ON_PAGES}": 40.0}
    peers = {ADD: 60.0, f"{ADD}{ON_PAGES}": 90.0, FLOW: 220.0, f"{FLOW}{ON_PAGES}": 400.0}
    spent = {(shop, name): of[name] for shop, of in ((OURS, own), (PEER, peers)) for name in of}

    add, add_on_pages, flow, flow_on_pages = peer_records(spent)

    assert (add.holds, flow.holds) == (True, False)
    assert (add_on_pages.holds, flow_on_pages.holds) == (None, None)
    assert add.note.startswith("30.0 times less")
    assert flow_on_pages.note.startswith("10.0 times less")


def test_placing_is_held_to_a_fifth_of_one_statement() -> None:
    slow, fast = (Placed(ours, 1000.0, 9000.0, 2.0, 0.5, 6) for ours in (190.0, 210.0))

    held = [record.holds for placed in (slow, fast) for record in placing_records(placed)]

    assert held == [False, None, True, None]


def test_hot_products_are_held_to_five_times_one_row_and_to_selling_none_too_many() -> None:
    (hot,) = hot_records(Rates(one_row=90.0, buckets=460.0, clients=32, rest_ms=10))

    assert hot.holds is True
    assert [record.holds for oversold in (0, 1) for record in crowd_records(oversold)] == [True, False]
