"""What is asked of carts and orders, and the records that follow from what was measured.

Figures beside a peer are of processors, since the clock of a machine with other work says little.
"""

from collections.abc import Iterator, Mapping

from tests.benchmarks.orders.hot import Rates
from tests.benchmarks.orders.names import ADD, FLOW, ON_PAGES, OURS, PEER
from tests.benchmarks.orders.placing import CLIENTS, SHOPPERS, Placed
from tests.benchmarks.records import Record, Target, record

_ADD, _FLOW = Target(1 / 25, is_ratio=True), Target(1 / 20, is_ratio=True)
_PLACING = Target(0.2, is_ratio=True, is_floor=True)
_HOT = Target(5, is_ratio=True, is_floor=True)
_NONE = Target(0)


def peer_records(spent: Mapping[tuple[str, str], float]) -> Iterator[Record]:
    """Milliseconds of application, PostgreSQL and Redis together, the least of all rounds, by shop and name."""
    notes = {
        ADD: "the first thing in a new cart, over the API of each",
        ADD + ON_PAGES: "the first thing in a new cart, and the page of the cart, of each",
        FLOW: "over the API of each: add, look at the cart, ways of sending, order",
        FLOW + ON_PAGES: "all pages of each from adding to the order; ours is paid, the peer's is not",
    }
    targets = {ADD: _ADD, FLOW: _FLOW}
    for name, note in notes.items():
        yield _beside(name, spent[OURS, name], spent[PEER, name], targets.get(name), note)


def _beside(name: str, own: float, peer: float, target: Target | None, note: str) -> Record:
    return record(
        f"{name} beside {PEER}",
        round(own, 2),
        "ms",
        peer=round(peer, 2),
        target=target,
        note=f"{peer / own:.1f} times less; {note}",
    )


def placing_records(placed: Placed) -> Iterator[Record]:
    """Orders in a second, beside what PostgreSQL alone does with one statement for each."""
    yield record(
        "orders placed beside one statement an order",
        round(placed.ours, 1),
        "a second",
        peer=round(placed.statement, 1),
        target=_PLACING,
        note=f"{SHOPPERS} at once, as in a web server of two cores, beside {CLIENTS} clients, on the same rows; of ours, {placed.processor:.2f} ms of processors "
        f"({placed.database:.2f} in PostgreSQL) and {placed.queries} statements with transactions'",
    )
    yield record(
        "orders placed beside the least order there could be",
        round(placed.ours, 1),
        "a second",
        peer=round(placed.least, 1),
        note="four bare tables without events, e-mails, triggers or searches; nothing is aimed at",
    )


def hot_records(rates: Rates) -> Iterator[Record]:
    """Orders of one thing in a second, each transaction going on for a while after it took its piece."""
    yield record(
        "hot product: buckets beside SELECT FOR UPDATE on one row",
        round(rates.buckets, 1),
        "a second",
        peer=round(rates.one_row, 1),
        target=_HOT,
        note=f"{rates.clients} clients, {rates.rest_ms} ms from taking to committing",
    )


def crowd_records(oversold: int) -> Iterator[Record]:
    yield record("hot product: sold too many", oversold, "pieces", target=_NONE)
