"""Our requests beside the peer's, on figures made up for the purpose."""

from tests.benchmarks.catalog.peer.gates import peer_records
from tests.benchmarks.catalog.peer.rounds import Spent
from tests.benchmarks.catalog.peer.shops import CONDITIONAL, DETAIL, FACTS, LIST, OURS, PEER


def test_detail_is_held_to_a_hundredth_and_list_to_a_two_hundredth() -> None:
    spent = {
        (OURS, DETAIL): Spent(0.2, 900, sets_cookies=False),
        (OURS, f"{DETAIL}{CONDITIONAL}"): Spent(0.1, 0, sets_cookies=False),
        (OURS, LIST): Spent(0.6, 9_000, sets_cookies=False),
        (OURS, f"{LIST}{CONDITIONAL}"): Spent(0.5, 0, sets_cookies=False),
        (PEER, DETAIL): Spent(20, 900, sets_cookies=False),
        (PEER, LIST): Spent(40, 900, sets_cookies=True),
        (PEER, FACTS): Spent(100, 9_000, sets_cookies=True),
    }

    found = list(peer_records(spent))

    assert [record.holds for record in found] == [True, True, False, True, None, None]
    assert found[2].note == "167 times less; 9000 bytes, the peer's 9000, sets cookies"
