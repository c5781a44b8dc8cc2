"""Our requests beside the peer's, on figures made up for the purpose."""

from tests.benchmarks.catalog.peer.gates import peer_records
from tests.benchmarks.catalog.peer.names import CONDITIONAL, DETAIL, FACTS, LIST, MADE, OURS, PEER
from tests.benchmarks.catalog.peer.rounds import Spent

SPENT = {
    (OURS, DETAIL): Spent(0.2, 900, sets_cookies=False),
    (OURS, f"{DETAIL}{CONDITIONAL}"): Spent(0.1, 0, sets_cookies=False),
    (OURS, LIST): Spent(0.6, 9_000, sets_cookies=False),
    (OURS, f"{LIST}{CONDITIONAL}"): Spent(0.5, 0, sets_cookies=False),
    **{
        (OURS, f"{name}{MADE}{how}"): Spent(0.9, 900, sets_cookies=False)
        for name in (DETAIL, LIST)
        for how in ("", CONDITIONAL)
    },
    (PEER, DETAIL): Spent(20, 900, sets_cookies=False),
    (PEER, LIST): Spent(40, 900, sets_cookies=True),
    (PEER, FACTS): Spent(100, 9_000, sets_cookies=True),
}


def test_detail_is_held_to_a_hundredth_and_list_to_a_two_hundredth() -> None:
    found = list(peer_records(SPENT))

    holds = [record.holds for record in found]
    assert holds == [True, True, None, None, False, True, None, None, None, None, None, None]
    assert found[4].note == "167 times less; 9000 bytes, the peer's 9000, sets cookies"


def test_records_are_named_once() -> None:
    names = [record.name for record in peer_records(SPENT)]

    assert len(set(names)) == len(names)
