"""Runs that leave nothing behind, and what somebody else does in the middle of a step."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from orders.errors import GatewayFault

Execute = Callable[..., object]


@contextmanager
def frame() -> Iterator[None]:
    """A transaction that the code inside takes for none, as those of test cases are."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # so Django's own test cases mark theirs
    with block:
        yield


@contextmanager
def undone() -> Iterator[None]:
    """A frame of which nothing is kept."""
    with frame():
        yield
        transaction.set_rollback(True)


def require_no_transaction_but_frames() -> None:
    """What gateways ask for, where every step is in a frame. GatewayFault in a transaction of the shop's own."""
    blocks: list[Any] = connection.atomic_blocks
    if not blocks[-1]._from_testcase:
        raise GatewayFault("A payment provider was called inside a database transaction.")


@contextmanager
def meanwhile(action: Callable[[], object], *, table: str) -> Iterator[None]:
    """Do `action` once, just before rows of `table` are locked: somebody else was faster.

    Nothing of the table is locked at that moment, so another connection could do the same. What somebody else does is not
    undone with a savepoint of ours, so one that is made between looking and locking counts as the lock.
    """
    is_seen = is_done = False

    def watch(execute: Execute, sql: str, *rest: Any) -> object:  # handed on as they came
        nonlocal is_seen, is_done
        is_near = _locks(sql, table) or (is_seen and sql.startswith("SAVEPOINT"))
        if is_near and not is_done:
            is_done = True
            with frame():
                action()
        is_seen = is_seen or f'"{table}"' in sql or _is_call(sql, _READS.get(table, ()))
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        yield


# Statements that were prepared do not say which rows they read and lock.
_READS = {"catalog_stock": ("orders_cart",)}
_ORDERS = ("orders_order_at_once", "orders_order_at_once_mistaken")
_LOCKS = {"catalog_stock": ("orders_promise", *_ORDERS), "orders_cart": ("orders_cart", *_ORDERS)}


def _locks(sql: str, table: str) -> bool:
    return (
        sql.startswith(f'UPDATE "{table}"')
        or _is_call(sql, _LOCKS.get(table, ()))
        or (f'FROM "{table}"' in sql and ("FOR UPDATE" in sql or "FOR NO KEY UPDATE" in sql))
    )


def _is_call(sql: str, names: Sequence[str]) -> bool:
    return any(f"EXECUTE {name}(" in sql for name in names)
