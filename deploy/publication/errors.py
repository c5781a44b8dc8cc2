"""How a publication can end badly. Each text is the whole sentence, and says what visitors get now."""

from __future__ import annotations


class PublicationError(Exception):
    """Base; `exit_code` is that of the command."""

    exit_code = 4


class NotPublished(PublicationError):
    """Nothing has changed for visitors: what stood before stands."""

    exit_code = 1


class RolledBack(PublicationError):
    """The new release stood for a while; the one before it stands again."""

    exit_code = 3


class NeedsAttention(PublicationError):
    """What stands is wrong or uncertain, and only a person can tell what to do."""

    exit_code = 4
