"""What is asked of the catalogue, and the records that follow from what was measured.

Figures of time are of processors, since the clock of a machine with other work says little; where the clock's figure
matters, it stands below without a target.
"""

from collections.abc import Iterable, Iterator, Sequence

from tests.benchmarks.catalog.administering import Listed
from tests.benchmarks.catalog.costs import Cost, percentile
from tests.benchmarks.catalog.loading import Loaded
from tests.benchmarks.catalog.mirroring import Rebuilt
from tests.benchmarks.catalog.searching.asking import Asked
from tests.benchmarks.records import Record, Target, record

_LAST_PAGE = Target(1.5, is_ratio=True)
_FACETS_MS = Target(5)
_SEARCH_P50_MS, _SEARCH_P99_MS = Target(15), Target(60)
_ADMIN_MS, _ADMIN_QUERIES = Target(300), Target(10)
_REBUILD_A_SECOND = Target(2_000, is_floor=True)
_A_MILLISECOND = 1000


def loaded_records(loaded: Loaded) -> Iterator[Record]:
    """How large the shop is, and what filling it took."""
    yield record("products", loaded.products, "")
    yield record("database", loaded.database_bytes, "bytes")
    for name, cost in (("copy in", loaded.copying), ("write the search", loaded.searching)):
        if cost is None:
            continue
        note = f"wall {cost.wall / _A_MILLISECOND:.0f} s, of it PostgreSQL {cost.database / _A_MILLISECOND:.0f} s"
        yield record(f"load: {name}", round(cost.processor / _A_MILLISECOND, 1), "s", note=note)


def page_records(name: str, first: Cost, last: Cost) -> Iterator[Record]:
    """The last page beside the first, all in all and in PostgreSQL alone."""
    note = f"wall {last.wall:.1f} ms, the first page {first.wall:.1f}"
    yield record(
        f"{name}: last page beside first",
        _ms(last.processor),
        "ms",
        peer=_ms(first.processor),
        target=_LAST_PAGE,
        note=note,
    )
    yield record(f"{name}: last page in PostgreSQL", _ms(last.database), "ms", peer=_ms(first.database))


def facet_records(categories: Iterable[tuple[str, Cost]]) -> Iterator[Record]:
    """The costliest category, because every one has to be quick."""
    found = list(categories)
    slug, cost = max(found, key=lambda each: each[1].database)
    note = f"{slug}, of {len(found)}; {cost.queries} queries, wall {cost.wall:.1f} ms"
    yield record("category with facets: PostgreSQL", _ms(cost.database), "ms", target=_FACETS_MS, note=note)
    yield record("category with facets: application", _ms(cost.application), "ms")


def search_records(asked: Sequence[Asked]) -> Iterator[Record]:
    """Half of all questions and nearly all of them; application and PostgreSQL together."""
    costs = [each.cost.processor for each in asked]
    walls = [each.cost.wall for each in asked]
    slowest = max(asked, key=lambda each: each.cost.processor)
    found = sum(each.is_found for each in asked)
    yield record("search: questions", len(asked), "", note=f"{found} of them find something")
    for percent, target in ((50, _SEARCH_P50_MS), (99, _SEARCH_P99_MS)):
        yield record(f"search: p{percent}", _ms(percentile(costs, percent)), "ms", target=target)
        yield record(f"search: p{percent} by the clock", _ms(percentile(walls, percent)), "ms")
    yield record("search: slowest", _ms(slowest.cost.processor), "ms", note=told(slowest))


def told(asked: Asked) -> str:
    """The question, as short as can be."""
    question = asked.question
    said = {
        "in": question.category_slug,
        "from": question.price_min,
        "to": question.price_max,
        "fits": question.fits_mm,
        "available": question.is_available or None,
        "colours": ", ".join(question.colours) or None,
    }
    filters = [f"{name} {value}" for name, value in said.items() if value is not None]
    return "; ".join([repr(question.text), *filters, question.sort.value])


def admin_records(lists: Iterable[Listed]) -> Iterator[Record]:
    """Each page of the list: processor time and queries."""
    for listed in lists:
        name, cost = f"admin list, {listed.who}: {listed.page}", listed.cost
        note = listed.trouble or f"PostgreSQL {cost.database:.1f} ms, wall {cost.wall:.0f} ms"
        value = None if listed.trouble else _ms(cost.processor)
        yield record(name, value, "ms", target=_ADMIN_MS, note=note)
        yield record(f"{name}, queries", None if listed.trouble else cost.queries, "", target=_ADMIN_QUERIES)


def rebuild_records(rebuilt: Rebuilt) -> Iterator[Record]:
    """Beside the emulator's limit; and what one worker could do if the table took everything at once."""
    rate = rebuilt.items / rebuilt.cost.wall * _A_MILLISECOND
    note = f"{rebuilt.items:,} items; peer: bare conditional puts on the same table"
    yield record(
        "mirror: rebuild",
        round(rate),
        "items/s",
        peer=round(rebuilt.bare),
        target=_REBUILD_A_SECOND,
        note=note,
    )
    yield record("mirror: bare batches without conditions", round(rebuilt.batched), "items/s")
    for name, spent in (("worker", rebuilt.cost.application), ("PostgreSQL", rebuilt.cost.database)):
        yield record(f"mirror: processor of the {name} for an item", _ms(spent / rebuilt.items), "ms")


def _ms(figure: float) -> float:
    return round(figure, 3)
