"""The command line again, for a process that serves one conversion only and may be given a hostile file.

`python -m assets3d.pipeline.child LIMITS SOURCE OUT_DIR …`, with LIMITS as JSON; started by `sandbox`.
"""

import json
import resource
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
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


class OwnMemory:
    """How many bytes this process may map while it reads a model and starts no program.

    A soft limit only: node and Chromium reserve far more address space than they use, and would inherit it.
    """

    def __init__(self, limit: int) -> None:
        self._before = resource.getrlimit(resource.RLIMIT_AS)
        hard = self._before[1]
        self._soft = hard if hard != resource.RLIM_INFINITY and hard < limit else limit
        self._turn = threading.Lock()
        self._readers = self._starters = 0

    @contextmanager
    def limited(self) -> Iterator[None]:
        """Entered by any number of threads while they read the model."""
        self._count(readers=1)
        try:
            yield
        finally:
            self._count(readers=-1)

    @contextmanager
    def lifted(self) -> Iterator[None]:
        """Entered by any number of threads while they start programs."""
        self._count(starters=1)
        try:
            yield
        finally:
            self._count(starters=-1)

    def _count(self, readers: int = 0, starters: int = 0) -> None:
        with self._turn:
            self._readers += readers
            self._starters += starters
            is_limited = self._readers and not self._starters
            soft = self._soft if is_limited else self._before[0]
            resource.setrlimit(resource.RLIMIT_AS, (soft, self._before[1]))


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    _confine(given)
    memory = OwnMemory(given["memory_bytes"])
    sys.exit(
        main(
            sys.argv[2:],
            ConversionLimits(
                validator=ValidatorLimits(given["validator_seconds"], given["validator_megabytes"]),
                own_memory=memory.limited,
                programs=memory.lifted,
            ),
        )
    )
