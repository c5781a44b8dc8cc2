"""The strongest isolation that this machine offers, found by trying."""

import functools
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assets3d.pipeline.isolation import bubblewrap
from assets3d.pipeline.isolation.environment import environment
from assets3d.pipeline.isolation.room import Room

_logger = logging.getLogger(__name__)
_PROBE_SECONDS = 20.0
_NO_NETWORK = ("unshare", "--user", "--map-root-user", "--net")
# The death signal is set between the two: entering a user namespace would clear it again.
_NO_SURVIVOR = ("setpriv", "--pdeathsig", "KILL", "--", "unshare", "--pid", "--fork", "--kill-child=KILL")
# The kernel keeps a process without capabilities from the memory and environment of one that has any.
_NO_CAPABILITIES = ("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs", "--")


@dataclass(frozen=True)
class Isolation:
    """One way to start a program.

    name: stable. meaning: a sentence for whoever runs the shop. has_own_users: whether its processes are counted
    apart from ours, and cannot look into ours.
    """

    name: str
    meaning: str
    words: Callable[[Room], Sequence[str]]
    has_own_users: bool = True

    def command(self, program: Sequence[str], room: Room) -> list[str]:
        """The words that start `program`; its environment has to be given to them."""
        return [*self.words(room), *program]


def _always(*words: str) -> Callable[[Room], Sequence[str]]:
    return lambda room: words


_NONE = Isolation(
    "none",
    "Merchants' files are read by processes with limits and an empty environment, but with network and all files.",
    _always(),
    has_own_users=False,
)
# Strongest first. A process namespace ends as a whole, even where a program left the process group.
_CANDIDATES = (
    Isolation(
        "bubblewrap",
        "Merchants' files are read where there is no network, no other process and no file but theirs and programs.",
        bubblewrap.bubblewrap,
    ),
    Isolation(
        "namespaces",
        "Merchants' files are read where there is no network and no other process; install bubblewrap for more.",
        _always(*_NO_NETWORK, *_NO_SURVIVOR, "--mount-proc"),
    ),
    Isolation(
        "namespaces_shared_proc",
        "Merchants' files are read where there is no network and no other process can be reached.",
        _always(*_NO_NETWORK, *_NO_SURVIVOR),
    ),
    Isolation("network", "Merchants' files are read where there is no network.", _always(*_NO_NETWORK)),
    Isolation(
        "capabilities",
        "Merchants' files are read by processes without root's powers, but with network and root's files.",
        _always(*_NO_CAPABILITIES),
        has_own_users=False,
    ),
)


@functools.cache
def isolation() -> Isolation:
    """What conversions and their browser run in; tried once in a process, and logged."""
    chosen = next((each for each in _CANDIDATES if _works(each)), _NONE)
    _logger.log(
        logging.INFO if chosen.has_own_users else logging.WARNING,
        "isolation of conversions: %s. %s",
        chosen.name,
        chosen.meaning,
    )
    return chosen


def _works(candidate: Isolation) -> bool:
    if candidate.name == "capabilities" and os.geteuid() != 0:
        return False
    with tempfile.TemporaryDirectory(prefix="vitrine-probe-") as folder:
        home = Path(folder)
        try:
            # The very program that will run, so that a namespace in which it cannot start is not chosen.
            probe = candidate.command([sys.executable, "-c", "import assets3d"], Room(home, has_browser=True))
            if shutil.which(probe[0]) is None:
                return False
            done = subprocess.run(  # noqa: S603 - fixed words
                probe,
                cwd=home,
                env=environment(home),
                capture_output=True,
                timeout=_PROBE_SECONDS,
                check=False,
                stdin=subprocess.DEVNULL,
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
        return done.returncode == 0
