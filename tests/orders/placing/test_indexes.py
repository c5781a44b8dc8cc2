"""Each order writes into all indexes of its tables."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

# Whole, of columns, and not there to forbid anything; and others of the same table that begin with these columns.
_LED_BY_ANOTHER = """
    SELECT needless.indexrelid::regclass::text, other.indexrelid::regclass::text
    FROM pg_index needless
    JOIN pg_index other ON other.indrelid = needless.indrelid AND other.indexrelid <> needless.indexrelid
    WHERE needless.indrelid::regclass::text LIKE 'orders\\_%'
      AND NOT needless.indisunique AND needless.indpred IS NULL AND other.indpred IS NULL AND needless.indexprs IS NULL
      AND (other.indkey::int2[])[0:needless.indnkeyatts - 1] = (needless.indkey::int2[])[0:needless.indnkeyatts - 1]
      AND (other.indclass::oid[])[0:needless.indnkeyatts - 1] = (needless.indclass::oid[])[0:needless.indnkeyatts - 1]
"""


def test_no_index_is_written_that_another_makes_needless() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LED_BY_ANOTHER)
        assert cursor.fetchall() == []


def test_an_index_that_another_makes_needless_is_found() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX needless ON orders_orderline (order_id)")
        cursor.execute(_LED_BY_ANOTHER)
        assert cursor.fetchall() == [("needless", "order_line_once_a_position")]
