"""Connections that last over many requests, without asking the server before each whether it is still there."""

import select
import time
from typing import Any

from django.db.backends.postgresql import base as postgresql

# How long a server that has answered is taken to be there. One that vanished without a word is found out after it.
TRUSTED_SECONDS = 1.0


class LastingConnection(postgresql.DatabaseWrapper):
    """PostgreSQL's backend, whose check of a connection is mostly a look at its socket.

    With CONN_HEALTH_CHECKS Django sends `SELECT 1` before the first statement of each request, which costs as much as
    many a statement. A server that shuts down, restarts or ends a session closes the connection, and until then says
    nothing unasked: so where nothing has arrived, a connection that has answered just now is as good as it was.
    """

    _answered_at = float("-inf")

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:  # noqa: ANN401  # Django's signature
        made = super().get_new_connection(conn_params)
        self._answered_at = time.monotonic()
        return made

    def is_usable(self) -> bool:
        """Asks the server after an error, when something has arrived, and once in TRUSTED_SECONDS."""
        is_recent = time.monotonic() - self._answered_at < TRUSTED_SECONDS
        if is_recent and not self.errors_occurred and not _has_news(self.connection):
            return True
        is_usable: bool = super().is_usable()
        if is_usable:
            self._answered_at = time.monotonic()
        return is_usable


def _has_news(connection: Any) -> bool:  # noqa: ANN401  # psycopg's, of which Django makes a class of its own
    """Whether something has arrived that nobody asked for: an end, or a word before it."""
    if connection.closed:
        return True
    arriving = select.poll()
    arriving.register(connection.fileno(), select.POLLIN)
    # Errors and ends are reported whether they are asked for or not.
    return bool(arriving.poll(0))
