"""What can go wrong when the local stack starts, said in one sentence."""

from __future__ import annotations

import errno


class StackError(Exception):
    """The stack cannot start or go on; its text is the whole sentence shown to the person who ran it."""


def sentence_for(error: OSError) -> str:
    """Return one sentence that explains an operating-system error met while the stack was working."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full{where}: free some space and start again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"Vitrine may not write here{where}: {error.strerror}."
    return f"The local stack was stopped by the system{where}: {error.strerror or error}."
