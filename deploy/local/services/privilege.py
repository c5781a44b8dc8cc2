"""Running PostgreSQL as root, which it refuses, without adding users or opening anybody's folders.

PostgreSQL only looks at the effective user id. A user namespace gives it another number for the same user;
where namespaces are forbidden, it runs as `nobody` and keeps the one capability it needs to reach its files.
"""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import Final

from deploy.local.errors import StackError
from deploy.local.processes.children import run_tool

NOBODY: Final = 65_534
IN_NAMESPACE: Final = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
AS_NOBODY: Final = (
    "setpriv",
    f"--reuid={NOBODY}",
    f"--regid={NOBODY}",
    "--clear-groups",
    "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override",
)
# Changing credentials makes the kernel forget whose death is to be followed: it must be asked again.
FOLLOW_PARENT: Final = ("setpriv", "--pdeathsig", "KILL")


@functools.cache
def ordinary_user_prefix() -> tuple[str, ...]:
    """Return what to put before a command so that it does not see itself as root; empty for ordinary users."""
    if os.geteuid() != 0:
        return ()
    for prefix in (IN_NAMESPACE, AS_NOBODY):
        command = (*prefix, *FOLLOW_PARENT)
        try:
            run_tool((*command, "true"), name="Leaving root")
        except StackError:
            continue
        return command
    raise StackError(
        "PostgreSQL refuses to run as root and neither unshare nor setpriv works here: "
        "start as an ordinary user or set DATABASE_URL."
    )


def hand_over(folder: Path) -> None:
    """Give a folder to the user under which prefixed commands write. Last time that may have been another."""
    if os.geteuid() != 0:
        return
    owner = NOBODY if ordinary_user_prefix()[: len(AS_NOBODY)] == AS_NOBODY else 0
    if folder.stat().st_uid == owner:
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, owner, owner, follow_symlinks=False)
