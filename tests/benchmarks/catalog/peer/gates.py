"""What is asked of our requests beside the peer's."""

from collections.abc import Iterator, Mapping

from tests.benchmarks.catalog.peer.names import CONDITIONAL, DETAIL, FACTS, LIST, MADE, OURS, PEER
from tests.benchmarks.catalog.peer.rounds import Spent
from tests.benchmarks.records import Record, Target, record

_HUNDREDTH, _TWO_HUNDREDTH = Target(1 / 100, is_ratio=True), Target(1 / 200, is_ratio=True)
# Ours beside the peer's. Our list tells each product's facts; the peer's, as it comes, tells addresses alone.
_PAIRS = (
    (DETAIL, DETAIL, _HUNDREDTH, ""),
    (LIST, FACTS, _TWO_HUNDREDTH, " with the same facts"),
    (LIST, LIST, None, " of addresses alone"),
)


def peer_records(spent: Mapping[tuple[str, str], Spent]) -> Iterator[Record]:
    """Processor time of a request: application, PostgreSQL and Redis together, the least of all rounds.

    The targets are for the shop as it runs; what Django makes anew for each request stands beside it.
    """
    for name, theirs, target, beside in _PAIRS:
        for how in ("", CONDITIONAL, MADE, f"{MADE}{CONDITIONAL}"):
            own, peer = spent[OURS, f"{name}{how}"], spent[PEER, theirs]
            cookies = ", sets cookies" if peer.sets_cookies else ""
            yield record(
                f"API, {name}{how}: beside {PEER}'s{beside}",
                round(own.milliseconds, 4),
                "ms",
                peer=round(peer.milliseconds, 4),
                target=None if MADE in how else target,
                note=f"{peer.milliseconds / own.milliseconds:.0f} times less; {own.bytes:.0f} bytes, "
                f"the peer's {peer.bytes:.0f}{cookies}",
            )
