"""What is asked of our requests beside the peer's."""

from collections.abc import Iterator, Mapping

from tests.benchmarks.catalog.peer.rounds import Spent
from tests.benchmarks.catalog.peer.shops import CONDITIONAL, DETAIL, FACTS, LIST, OURS, PEER
from tests.benchmarks.records import Record, Target, record

_HUNDREDTH, _TWO_HUNDREDTH = Target(1 / 100, is_ratio=True), Target(1 / 200, is_ratio=True)
# Ours beside the peer's. Our list tells each product's facts; the peer's as it comes tells addresses alone.
_PAIRS = ((DETAIL, DETAIL, _HUNDREDTH), (LIST, FACTS, _TWO_HUNDREDTH), (LIST, LIST, None))


def peer_records(spent: Mapping[tuple[str, str], Spent]) -> Iterator[Record]:
    """Processor time of a request: application, PostgreSQL and Redis together, the least of all rounds."""
    for ours, theirs, target in _PAIRS:
        peer = spent[PEER, theirs]
        beside = "" if ours == theirs else " with the same facts"
        if target is None:
            beside = " of addresses alone"
        for name in (ours, f"{ours}{CONDITIONAL}"):
            own = spent[OURS, name]
            times = peer.milliseconds / own.milliseconds
            cookies = ", sets cookies" if peer.sets_cookies else ""
            yield record(
                f"API, {name}: beside {PEER}'s{beside}",
                round(own.milliseconds, 4),
                "ms",
                peer=round(peer.milliseconds, 4),
                target=target,
                note=f"{times:.0f} times less; {own.bytes:.0f} bytes, the peer's {peer.bytes:.0f}{cookies}",
            )
