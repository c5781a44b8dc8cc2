"""One list out of several shelves: each has a partition of its own in DynamoDB, sorted by rank."""

import heapq
import math
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import islice

from catalog.mirror import table
from catalog.mirror.item import Item

# Asked for one page. What a page costs grows with the number of shelves and never with what stands on them; a branch
# with more of them is read out of PostgreSQL.
MOST_SHELVES = 64
AT_A_TIME = 8
# A shelf gives a page its even share twice over before it is asked again.
SHARES = 2
LEAST_ITEMS = 3


def newest_of(slugs: Sequence[str], before_rank: str, limit: int) -> list[Item]:
    """Up to `limit` items of these shelves together, highest rank first, below `before_rank` ("" starts at the top).

    Raises MirrorUnavailable.
    """
    if len(slugs) == 1:
        return table.query(table.CATEGORY_INDEX, slugs[0], before_rank, limit)
    share = max(LEAST_ITEMS, math.ceil(SHARES * limit / len(slugs)))

    def begin(slug: str) -> list[Item]:
        return table.query(table.CATEGORY_INDEX, slug, before_rank, share)

    begun = zip(slugs, _askers().map(begin, slugs), strict=True)
    walks = [_walk(slug, items, share) for slug, items in begun]
    return list(islice(heapq.merge(*walks, key=_rank, reverse=True), limit))


def _walk(slug: str, items: list[Item], asked: int) -> Iterator[Item]:
    """Along one shelf from `items` on, of which `asked` were asked for; each time twice as many."""
    while True:
        yield from items
        if len(items) < asked:
            return
        asked *= 2
        items = table.query(table.CATEGORY_INDEX, slug, _rank(items[-1]), asked)


def _rank(item: Item) -> str:
    return item.rank or ""


@lru_cache(maxsize=1)
def _askers() -> ThreadPoolExecutor:
    """Threads that ask DynamoDB and know nothing of the database."""
    return ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="shelves")
