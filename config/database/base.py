"""The backend itself, under the name by which Django finds it: `ENGINE = "config.database"`."""

import time
from typing import Any

from config.database.lasting import LastingConnection
from config.secret_store import Reading, Secret, SecretUnavailable, secret

# libpq reports no code for what happens before a session begins, only PostgreSQL's English sentence.
REFUSAL = "password authentication failed"
# A rotation changes the password and the secret one after the other, in whichever order. Between the two
# nothing that can be read is right, so whoever connects just then waits.
ROTATION_SECONDS = 5.0
PAUSE_SECONDS = 0.25


class DatabaseWrapper(LastingConnection):
    """Reads `SECRET_ARN` of its settings, the name of a secret with `username` and `password`, at each connect, where
    there is one.

    Connections that are open stay open: PostgreSQL asks for a password only at the beginning. A refused password
    is read anew until PostgreSQL takes it, for ROTATION_SECONDS at most.
    """

    _seen: Reading

    def get_connection_params(self) -> dict[str, Any]:
        """Raises psycopg's OperationalError, as for a database that is away, when the secret cannot be read."""
        parameters: dict[str, Any] = super().get_connection_params()
        if not self._has_secret:
            return parameters
        try:
            self._seen = self._secret().read()
        except SecretUnavailable as error:
            raise self.Database.OperationalError(str(error)) from error
        return {**parameters, **self._credentials(self._seen)}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:  # noqa: ANN401  # Django's signature
        until = time.monotonic() + ROTATION_SECONDS
        while True:
            try:
                return super().get_new_connection(conn_params)
            except self.Database.OperationalError as error:
                if not self._has_secret or REFUSAL not in str(error) or time.monotonic() > until:
                    raise
            conn_params = {**conn_params, **self._credentials(self._renewed())}

    def _renewed(self) -> Reading:
        """What the secret holds by now; the same as before only after a pause."""
        newer = self._secret().read_anew(self._seen, pause_seconds=PAUSE_SECONDS)
        if newer.values == self._seen.values:
            time.sleep(PAUSE_SECONDS)
        self._seen = newer
        return newer

    @property
    def _has_secret(self) -> bool:
        return "SECRET_ARN" in self.settings_dict

    def _secret(self) -> Secret:
        return secret(self.settings_dict["SECRET_ARN"])

    def _credentials(self, reading: Reading) -> dict[str, str]:
        try:
            return {"user": reading.values["username"], "password": reading.values["password"]}
        except KeyError as error:
            sentence = f"The secret {self.settings_dict['SECRET_ARN']} holds no {error.args[0]}."
            raise self.Database.OperationalError(sentence) from error
