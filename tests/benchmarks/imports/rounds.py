"""One round of an import in a process of its own, so that what it needs of memory is known.

`python -m tests.benchmarks.imports.rounds KEY_OF_THE_IMPORT` prints a `Round` as JSON.
"""

import json
import math
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass

from tests.benchmarks.imports.options import PROJECT


@dataclass(frozen=True)
class Round:
    """memory: the most that the worker held, in MB. processor: of the worker alone, in seconds as `seconds` are."""

    seconds: float
    processor: float
    memory: float
    statements: int


def run_apart(import_id: int) -> Round:
    """Go on with the import to the end of its round. Raises RuntimeError when that fails."""
    line = [sys.executable, "-m", "tests.benchmarks.imports.rounds", str(import_id)]
    ended = subprocess.run(line, cwd=PROJECT, check=False, capture_output=True, text=True)  # noqa: S603  # our own
    if ended.returncode:
        raise RuntimeError(ended.stderr[-2_000:])
    return Round(**json.loads(ended.stdout.splitlines()[-1]))


def _run(import_id: int) -> Round:
    """As a worker does, but without a pause for others."""
    from django.db import connection  # noqa: PLC0415  # needs the set-up

    from catalog.services.moving.run_import import run_import  # noqa: PLC0415  # as above

    asked = 0

    def count(execute, sql, params, many, context):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202  # Django's own
        nonlocal asked
        asked += 1
        return execute(sql, params, many, context)

    began, processor = time.monotonic(), time.process_time()
    with connection.execute_wrapper(count):
        run_import(import_id=import_id, seconds=math.inf)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Round(time.monotonic() - began, time.process_time() - processor, memory, asked)


if __name__ == "__main__":
    import django

    django.setup()
    sys.stdout.write(json.dumps(asdict(_run(int(sys.argv[1])))) + "\n")
