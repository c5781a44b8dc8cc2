"""Migrations that change rows which are there."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

pytestmark = pytest.mark.django_db(transaction=True)


def test_categories_hang_at_the_top_in_their_order() -> None:
    executor = MigrationExecutor(connection)
    head = executor.loader.graph.leaf_nodes()
    executor.migrate([("catalog", "0004_follow_renditions")])
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO catalog_category (name, slug, description, position)"
                " SELECT 'C' || number, 'c' || number, '', 40 - number FROM generate_series(0, 39) AS number"
            )
    finally:
        MigrationExecutor(connection).migrate(head)

    with connection.cursor() as cursor:
        cursor.execute("SELECT slug, path, depth, numchild FROM catalog_category ORDER BY path")
        rows = cursor.fetchall()
        cursor.execute("DELETE FROM catalog_category")
    assert [slug for slug, *_ in rows] == [f"c{number}" for number in range(39, -1, -1)]
    assert (rows[0], rows[35]) == (("c39", "0001", 1, 0), ("c4", "0010", 1, 0))
