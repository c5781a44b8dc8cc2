"""The command line again, for a process that serves one conversion only and may be given a hostile file.

`python -m assets3d.pipeline.child LIMITS SOURCE OUT_DIR …`, with LIMITS as JSON; started by `sandbox`.
"""

import json
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from assets3d.pipeline.__main__ import main
from assets3d.pipeline.convert import ConversionLimits
from assets3d.pipeline.isolation.confine import end_with_parent, gain_nothing, limit, step_back
from assets3d.pipeline.validator.run import ValidatorLimits


def _confine(given: dict[str, Any]) -> None:
    end_with_parent()
    gain_nothing()
    values = {
        resource.RLIMIT_CPU: int(given["cpu_seconds"]),
        resource.RLIMIT_FSIZE: int(given["file_bytes"]),
        resource.RLIMIT_NOFILE: int(given["open_files"]),
    }
    # Counted for each user: only where that user is the child's own are they the child's own processes.
    if given["has_own_users"]:
        values[resource.RLIMIT_NPROC] = int(given["processes"])
    limit(values)
    if given["has_low_priority"]:
        step_back()


def _memory(limit: int) -> Callable[[], AbstractContextManager[None]]:
    """A context in which this process may not map more than `limit` bytes.

    A soft limit only: node and Chromium reserve far more address space than they use, and start outside of it.
    """

    @contextmanager
    def limited() -> Iterator[None]:
        before = resource.getrlimit(resource.RLIMIT_AS)
        is_tighter = before[1] != resource.RLIM_INFINITY and before[1] < limit
        resource.setrlimit(resource.RLIMIT_AS, (before[1] if is_tighter else limit, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_AS, before)

    return limited


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    _confine(given)
    sys.exit(
        main(
            sys.argv[2:],
            ConversionLimits(
                validator=ValidatorLimits(given["validator_seconds"], given["validator_megabytes"]),
                own_memory=_memory(given["memory_bytes"]),
            ),
        )
    )
