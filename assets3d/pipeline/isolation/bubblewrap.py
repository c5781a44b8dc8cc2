"""The words that start a program in a room of its own with bubblewrap, see bwrap(1)."""

import functools
import subprocess
from collections.abc import Iterator
from pathlib import Path

from assets3d.pipeline.isolation.environment import SYSTEM, needed_files
from assets3d.pipeline.isolation.room import Room

PROGRAM = "bwrap"
# Nobody: the number that no file of anybody has.
_USER = "65534"
_ALONE = (
    *("--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-net"),
    *("--unshare-cgroup-try", "--uid", _USER, "--gid", _USER, "--hostname", "room", "--cap-drop", "ALL"),
    *("--die-with-parent", "--new-session"),
)
_FURTHER_USERS = "--disable-userns"
_LINKED = ("bin", "sbin", "lib", "lib32", "lib64")


def bubblewrap(room: Room) -> list[str]:
    """The words before a program's own. It sees the system's programs, ours, and of all else only its room.

    The environment is not touched: give the program the one it is to have.
    """
    words = [PROGRAM, *_ALONE, "--ro-bind", str(SYSTEM), str(SYSTEM), *_links()]
    # Chromium's own sandbox, around whatever reads models and images in it, is made of another user namespace.
    if not room.has_browser and _knows(_FURTHER_USERS):
        words += [_FURTHER_USERS]
    words += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]  # noqa: S108 - the room's own, not the machine's
    words += [*_bound("--ro-bind", needed_files()), *_bound("--bind", (room.home, *room.writable))]
    return [*words, *_bound("--ro-bind", room.readable), "--chdir", str(room.home), "--"]


def _bound(how: str, paths: tuple[Path, ...]) -> Iterator[str]:
    for path in paths:
        yield from (how, str(path), str(path))


def _links() -> Iterator[str]:
    for name in _LINKED:
        path = Path("/") / name
        if path.is_symlink():
            yield from ("--symlink", str(path.readlink()), str(path))
        elif path.is_dir():
            yield from ("--ro-bind", str(path), str(path))


@functools.cache
def _knows(option: str) -> bool:
    done = subprocess.run(  # noqa: S603 - fixed words
        [PROGRAM, "--help"],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return option in done.stdout
