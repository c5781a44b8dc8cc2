"""The database's password changes while everybody connects, and nobody notices."""

import secrets
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import OperationalError, connection

from config.database.base import DatabaseWrapper
from tests.config.load import under_load
from tests.config.secrets import StoredSecret, stored_secret
from tests.journeys import processes

pytestmark = pytest.mark.django_db(transaction=True)

ROTATIONS = 6


@dataclass(frozen=True)
class Login:
    """A real role of PostgreSQL, and the secret that holds its password."""

    role: str
    secret: StoredSecret

    def change_role(self, password: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER ROLE {self.role} PASSWORD '{password}'")

    def change_secret(self, password: str) -> None:
        self.secret.put({"username": self.role, "password": password})

    def connection(self) -> DatabaseWrapper:
        """A connection of the test's database, by this login, not open yet."""
        common = {**connection.settings_dict, "USER": "", "PASSWORD": "", "SECRET_ARN": self.secret.name}
        return DatabaseWrapper(common, alias="default")

    def ask(self) -> None:
        """Connect anew, ask one thing, leave."""
        one = self.connection()
        try:
            with one.cursor() as cursor:
                cursor.execute("SELECT current_user")
                assert cursor.fetchone() == (self.role,)
        finally:
            one.close()


@pytest.fixture
def login() -> Iterator[Login]:
    role, password = f"rotated_{uuid.uuid4().hex[:12]}", secrets.token_urlsafe(24)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{password}'")
    with stored_secret({"username": role, "password": password}) as secret:
        yield Login(role, secret)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP ROLE {role}")


def role_first(login: Login) -> None:
    password = secrets.token_urlsafe(24)
    login.change_role(password)
    time.sleep(0.4)  # while no password that can be read is right
    login.change_secret(password)


def secret_first(login: Login) -> None:
    password = secrets.token_urlsafe(24)
    login.change_secret(password)
    time.sleep(0.4)
    login.change_role(password)


@pytest.mark.parametrize("rotate", [role_first, secret_first])
def test_rotation_under_load_fails_no_connection(rotate: Callable[[Login], None], login: Login) -> None:
    with under_load(login.ask, threads=8) as load:
        for _ in range(ROTATIONS):
            time.sleep(0.5)
            rotate(login)
        time.sleep(0.5)

    assert load.failures == []
    assert load.done > 50


def test_rotation_under_load_fails_no_request(
    login: Login, shop_environment: dict[str, str], port: int, tmp_path: Path
) -> None:
    environment = {
        **shop_environment,
        "DJANGO_SETTINGS_MODULE": "tests.config.production_like",
        "DATABASE_SECRET_ARN": login.secret.name,
    }

    def ask() -> None:
        # 500, which raises here, when PostgreSQL does not let us in.
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/who/", timeout=20) as answer:
            assert answer.read().decode() == login.role

    with (
        processes.web(environment, tmp_path / "web.log", port=port),
        under_load(ask, threads=4) as load,
    ):
        for _ in range(ROTATIONS):
            time.sleep(0.5)
            role_first(login)
        time.sleep(0.5)

    assert load.failures == []
    assert load.done > 50


def test_open_connection_outlives_the_rotation(login: Login) -> None:
    one = login.connection()
    with one.cursor() as cursor:
        role_first(login)
        cursor.execute("SELECT 1")

        assert cursor.fetchone() == (1,)
    one.close()


def test_wrong_password_is_refused_in_time(login: Login) -> None:
    login.change_secret("not the password")
    began_at = time.monotonic()

    with pytest.raises(OperationalError, match="password authentication failed"):
        login.ask()

    assert time.monotonic() - began_at < 30


def test_secret_that_cannot_be_read_is_a_database_that_is_away(login: Login) -> None:
    one = login.connection()
    one.settings_dict["SECRET_ARN"] = "no-such-secret"

    with pytest.raises(OperationalError, match="no-such-secret cannot be read"):
        one.ensure_connection()


def test_secret_without_a_password_names_what_is_missing(login: Login) -> None:
    login.secret.put({"username": login.role})

    with pytest.raises(OperationalError, match="holds no password"):
        login.ask()
