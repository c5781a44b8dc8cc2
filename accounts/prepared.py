"""Statements that PostgreSQL plans once a connection, for what happens with every request.

Making SQL out of a query and planning it costs several times what reading or writing a few rows does. A `Prepared`
does both once and is then asked for by its name, through Django's connection as any other statement. One that reads is
made of an ordinary query, so that what models and their queries know is said in one place.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models.expressions import Expression
from django.db.models.sql.compiler import SQLCompiler

Row = tuple[Any, ...]
# What each connection has prepared, by psycopg's own connection: the next one knows nothing of it.
_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


class Parameter(Expression):
    """A place in a query for the value that is named at each call; `position` counts from 1."""

    def __init__(self, position: int, output_field: "models.Field[Any, Any]") -> None:
        super().__init__(output_field=output_field)
        self.position = position

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[str | int, ...]]:
        return f"${self.position}", ()


class Prepared:
    """A statement with a name of its own; `text` makes its SQL, with $1, $2 … for the values of a call."""

    def __init__(self, name: str, text: Callable[[], str]) -> None:
        self.name = name
        # Made once in each process; connections are opened anew every minute.
        self._text = cache(text)

    def prepare(self, cursor: CursorWrapper) -> None:
        """See to it that this connection knows the statement. A transaction that is undone does not forget it."""
        known = _prepared.setdefault(connection.connection, set())
        if self.name not in known:
            cursor.execute(f"PREPARE {self.name} AS {self._text()}")
            known.add(self.name)


def reading(name: str, query: "Callable[[], models.QuerySet[Any, Any]]") -> Prepared:
    """The statement that reads the rows of a query, in which each `Parameter` is a value of a call.

    Rows come as PostgreSQL gives them: JSON as text.
    """

    def text() -> str:
        sql, values = query().query.sql_with_params()
        # The values that every call has in common become part of the text.
        return str(connection.connection.cursor().mogrify(sql, values))

    return Prepared(name, text)


def execute(*calls: tuple[Prepared, Sequence[Any]]) -> list[list[Row]]:
    """The rows of each statement with its values, in one trip; each sees what was committed before its turn."""
    with connection.cursor() as cursor:
        for statement, _ in calls:
            statement.prepare(cursor)
        text = "; ".join(
            f"EXECUTE {statement.name}({', '.join(['%s'] * len(values))})"
            if values
            else f"EXECUTE {statement.name}"
            for statement, values in calls
        )
        cursor.execute(text, [value for _, values in calls for value in values])
        found: list[list[Row]] = [cursor.fetchall()]
        while cursor.nextset():
            found.append(cursor.fetchall())
    return found
