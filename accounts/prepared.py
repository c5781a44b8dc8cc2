"""Statements that PostgreSQL plans once a connection, for what happens with every request.

Making SQL out of a query and planning it costs several times what reading or writing a few rows does. A `Prepared`
does both once and is then asked for by its name, through Django's connection as any other statement. One that reads is
made of an ordinary query, so that what models and their queries know is said in one place.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from types import NoneType
from typing import Any, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression
from django.db.models.sql.compiler import SQLCompiler

Row = tuple[Any, ...]
Found = TypeVar("Found", bound=models.Model)
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

    def prepare(self, cursor: Any, known: set[str]) -> None:  # noqa: ANN401  # Django's or psycopg's
        """Tell this connection, whose cursor it is. A transaction that is undone does not forget it."""
        cursor.execute(f"PREPARE {self.name} AS {self._text()}")
        known.add(self.name)


def reading(name: str, query: "Callable[[], models.QuerySet[Any, Any]]") -> Prepared:
    """The statement that reads the rows of a query, in which each `Parameter` is a value of a call.

    Rows come as PostgreSQL gives them: JSON as text.
    """
    return Prepared(name, lambda: text_of(query()))


def text_of(query: "models.QuerySet[Any, Any]") -> str:
    """The SQL of a query, for a statement that does something with its rows."""
    sql, values = query.query.sql_with_params()
    # The values that every call has in common become part of the text.
    return str(connection.connection.cursor().mogrify(sql, values))


def columns_of(model: type[models.Model]) -> Sequence[str]:
    """All that `made` wants of a row, for `values_list`."""
    return [field.attname for field in model._meta.concrete_fields]


def made(model: type[Found], row: Row) -> Found:
    """What a row of `columns_of` says, as a model that was read."""
    values = [
        json.loads(value) if isinstance(value, str) and isinstance(field, models.JSONField) else value
        for field, value in zip(model._meta.concrete_fields, row, strict=True)
    ]
    return model.from_db(DEFAULT_DB_ALIAS, columns_of(model), values)


Call = tuple[Prepared, Sequence[Any]]


def execute(*calls: Call) -> list[list[Row]]:
    """The rows of each statement with its values, in one trip; each sees what was committed before its turn."""
    database = connections[DEFAULT_DB_ALIAS]
    if database.queries_logged or database.execute_wrappers or settings.TRACING != "off":
        # Whoever looks on is not told whose name and address it is about.
        with database.cursor() as cursor:
            return _rows(cursor, calls, _with_placeholders(calls))
    # What Django does on the way to psycopg, without what it wraps around it for those who look on.
    database.close_if_health_check_failed()
    if database.connection is None:
        database.ensure_connection()
    database.validate_no_broken_transaction()
    with database.wrap_database_errors:
        return _rows(database.connection.cursor(), calls, _with_values(calls) or _with_placeholders(calls))


def _rows(cursor: Any, calls: Sequence[Call], said: tuple[str, list[Any] | None]) -> list[list[Row]]:  # noqa: ANN401  # Django's or psycopg's
    known = _prepared.get(cursor.connection)
    if known is None:
        known = _prepared[cursor.connection] = set()
    for statement, _ in calls:
        if statement.name not in known:
            statement.prepare(cursor, known)
    cursor.execute(*said)
    found: list[list[Row]] = [cursor.fetchall()]
    while cursor.nextset():
        found.append(cursor.fetchall())
    return found


def _with_values(calls: Sequence[Call]) -> tuple[str, None] | None:
    """The text that executes them, values and all; None where one of these takes care to write.

    psycopg takes many times as long to write what can be written in one way only.
    """
    texts = []
    for statement, values in calls:
        said = []
        for value in values:
            write = _PLAIN.get(type(value))
            text = write(value) if write else None
            if text is None:
                return None
            said.append(text)
        texts.append(f"EXECUTE {statement.name}({', '.join(said)})" if said else f"EXECUTE {statement.name}")
    return "; ".join(texts), None


def _with_placeholders(calls: Sequence[Call]) -> tuple[str, list[Any]]:
    """The same text for the same statements, so that psycopg takes it apart only once, and the values."""
    text = "; ".join(
        f"EXECUTE {statement.name}({', '.join(['%s'] * len(values))})"
        if values
        else f"EXECUTE {statement.name}"
        for statement, values in calls
    )
    return text, [value for _, values in calls for value in values]


def _plain_text(text: str) -> str | None:
    # Neither what could end the text nor what could mean something else within it.
    return (
        f"'{text}'"
        if text.isascii() and text.isprintable() and "'" not in text and "\\" not in text
        else None
    )


def _plain_list(values: list[object]) -> str | None:
    is_plain = all(type(value) is int for value in values)
    return "'{" + ",".join(map(str, values)) + "}'" if is_plain else None


_PLAIN: Mapping[type, Callable[[Any], str | None]] = {
    int: str,
    NoneType: lambda _nothing: "NULL",
    str: _plain_text,
    UUID: lambda known: f"'{known.hex}'",
    date: lambda day: f"'{day.isoformat()}'",
    datetime: lambda instant: f"'{instant.isoformat()}'",
    list: _plain_list,
}
