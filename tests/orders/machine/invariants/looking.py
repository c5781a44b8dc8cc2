"""Look for rows that break what must be true."""

from django.db import connection

from tests.orders.machine.invariants.goods import GOODS
from tests.orders.machine.invariants.money import MONEY
from tests.orders.machine.invariants.promises import PROMISES

INVARIANTS = GOODS | MONEY | PROMISES

# ruff: noqa: S608  # put together from constants of ours
_STATEMENT = " UNION ALL ".join(
    f"SELECT '{name}' AS invariant, broken.id FROM ({rows}) AS broken" for name, rows in INVARIANTS.items()
)


def broken_invariants() -> list[tuple[str, int]]:
    """(invariant, primary key) of every row that breaks one, in one statement.

    It is planned once a connection, which takes longer than running it among so few rows.
    """
    connection.ensure_connection()
    return list(connection.connection.execute(_STATEMENT, prepare=True).fetchall())
