"""What is asked of carts and orders, and the records that follow from what was measured.

Figures beside a peer are of processors, since the clock of a machine with other work says little.
"""

from collections.abc import Iterator, Mapping

from tests.benchmarks.orders.hot import Rates
from tests.benchmarks.orders.names import ADD, FLOW, ON_PAGES, OURS, PEER, PEER_API
from tests.benchmarks.orders.placing import CLIENTS, SHOPPERS, Placed
from tests.benchmarks.records import Record, Target, record

_ADD, _FLOW = Target(1 / 25, is_ratio=True), Target(1 / 20, is_ratio=True)
_PLACING = Target(0.2, is_ratio=True, is_floor=True)
_HOT = Target(5, is_ratio=True, is_floor=True)
_NONE = Target(0)
_PAID = {ADD: "the first thing in a new cart, and the cart", FLOW: "ours is paid, the peer's is not"}


def peer_records(spent: Mapping[tuple[str, str], float]) -> Iterator[Record]:
    """Milliseconds of application, PostgreSQL and Redis together, the least of all rounds, by shop and name.

    What is aimed at is beside django-oscar as PyPI has it, where a program can buy on its pages alone. Beside the package
    that gives it an API, and on the pages of both, is shown as well.
    """
    for name, target in ((ADD, _ADD), (FLOW, _FLOW)):
        own, own_pages = spent[OURS, name], spent[OURS, name + ON_PAGES]
        peers_pages, peers_api = spent[PEER, name + ON_PAGES], spent[PEER_API, name]
        yield _beside(f"{name} beside {PEER}", own, peers_pages, "over our API, beside its pages", target)
        yield _beside(f"{name} beside {PEER_API}", own, peers_api, "over the API of each")
        yield _beside(
            f"{name}{ON_PAGES} beside {PEER}", own_pages, peers_pages, f"pages of both; {_PAID[name]}"
        )


def _beside(name: str, own: float, peer: float, note: str, target: Target | None = None) -> Record:
    return record(
        name,
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
