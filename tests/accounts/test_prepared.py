"""Values come to PostgreSQL as they are, whether they are written here or by psycopg."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import DataError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.prepared import Prepared, execute
from orders.states import CartState

pytestmark = pytest.mark.django_db

TEXT = Prepared("test_words", lambda: "SELECT $1::text")
KINDS: dict[str, list[Any]] = {
    "bigint": [0, -1, 2**63 - 1, None],
    "text": [
        "",
        "a",
        "it's",
        "back\\slash",
        "50 %",
        "%s",
        "ä\n\t",
        "'; DROP TABLE x; --",
        "$1",
        CartState.OPEN,
    ],
    "uuid": [UUID(int=0), UUID(int=2**128 - 1)],
    "date": [date(2026, 2, 28)],
    "timestamptz": [datetime(2026, 2, 28, 1, 2, 3, 456789, tzinfo=UTC)],
    "boolean": [True, False],
    "bigint[]": [[], [1, -2], [None], [True]],
    "text[]": [["a", "b'c"]],
}


@pytest.mark.parametrize(
    ("kind", "value"), [(kind, value) for kind, values in KINDS.items() for value in values]
)
def test_value_arrives_as_it_is(kind: str, value: Any) -> None:  # noqa: ANN401  # of any kind
    name = f"test_{kind.replace('[]', '_list')}"
    statement = Prepared(name, lambda: f"SELECT $1::{kind}, $2::{kind}")  # a kind of ours

    if value == [True]:
        with pytest.raises(Exception, match="boolean"), transaction.atomic():
            execute((statement, [value, None]))
        return
    assert execute((statement, [value, None])) == [[(value, None)]]


def test_each_statement_has_its_rows() -> None:
    assert execute((TEXT, ["a"]), (TEXT, ["it's"]), (TEXT, [None])) == [[("a",)], [("it's",)], [(None,)]]


def test_whoever_looks_on_sees_one_statement() -> None:
    execute((TEXT, ["a"]))

    with CaptureQueriesContext(connection) as queries:
        execute((TEXT, ["a"]), (TEXT, ["b"]))

    assert len(queries) == 1


def test_traces_tell_no_values(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []

    def note(cursor: CursorWrapper, text: str, values: Any = None) -> object:  # noqa: ANN401  # psycopg's
        told.append(text)
        return original(cursor, text, values)

    original = CursorWrapper.execute
    monkeypatch.setattr(CursorWrapper, "execute", note)
    settings.TRACING = "xray"

    assert execute((TEXT, ["Ada"])) == [[("Ada",)]]
    assert told[-1] == "EXECUTE test_words(%s)"


def test_error_is_djangos() -> None:
    number = Prepared("test_number", lambda: "SELECT 1 / $1::int")

    with pytest.raises(DataError), transaction.atomic():
        execute((number, [0]))
    with pytest.raises(DataError), transaction.atomic():
        execute((number, [2**40]))

    assert execute((number, [1])) == [[(1,)]]
