"""The command line again, for a process that serves one conversion only and may be given a hostile file.

`python -m assets3d.pipeline.child LIMITS SOURCE OUT_DIR …`, with LIMITS as JSON; started by `sandbox`.
"""

import ctypes
import json
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from assets3d.pipeline.__main__ import main
from assets3d.pipeline.convert import ConversionLimits
from assets3d.pipeline.validator.run import ValidatorLimits

_PR_SET_PDEATHSIG = 1


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _confine(limits: dict[str, Any]) -> None:
    """Set limits that hold for this process and for every program that it starts."""
    for kind, name in (
        (resource.RLIMIT_CPU, "cpu_seconds"),
        (resource.RLIMIT_FSIZE, "file_bytes"),
        (resource.RLIMIT_NOFILE, "open_files"),
    ):
        value = int(limits[name])
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


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
    _end_with_parent()
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
