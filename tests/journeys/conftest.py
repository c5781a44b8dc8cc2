"""The whole shop for the journeys: web and worker as processes, on the test's own data."""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from config.celery import application
from deploy.local.processes.ports import take_port
from tests.journeys import processes

# Playwright keeps an event loop on the test's thread, at which Django would refuse to speak to the
# database. The tests speak to it only between the browser's steps.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture
def port() -> int:
    """A free port, promised to this test process."""
    return take_port()


@pytest.fixture
def _alone() -> Iterator[None]:
    """One journey at a time: all of them, in whichever test process, share the emulator's queues."""
    stack = hashlib.sha256(str(settings.AWS_ENDPOINT_URL).encode()).hexdigest()[:16]
    with (Path(tempfile.gettempdir()) / f"vitrine-journeys-{stack}").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture
def shop_environment(_alone: None, transactional_db: None, _mirror_table: None, port: int) -> dict[str, str]:
    """The variables under which a process of the shop works on this test's data."""
    database = connection.settings_dict
    secret = f":{quote(database['PASSWORD'])}" if database["PASSWORD"] else ""
    address = f"{database['HOST']}:{database['PORT']}" if database["PORT"] else str(database["HOST"])
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATABASE_URL": f"postgres://{quote(database['USER'])}{secret}@{address}/{database['NAME']}",
        "REDIS_URL": str(settings.CACHES["default"]["LOCATION"]),
        "MIRROR_TABLE": settings.MIRROR_TABLE,
        "SITE_URL": f"http://127.0.0.1:{port}",
        # Whoever looks at once wants to see what has just been done.
        "SHARED_SECONDS": "0",
        "PYTHONUNBUFFERED": "1",
    }


@pytest.fixture
def _real_doorbells() -> Iterator[None]:
    """Messages of the test itself go to the queues instead of being done on the spot."""
    application.conf.task_always_eager = False
    yield
    application.conf.task_always_eager = True


@pytest.fixture
def worker(
    shop_environment: dict[str, str], tmp_path: Path, _real_doorbells: None
) -> Iterator[processes.Process]:
    """A worker, and the clock that rings for what it should look at."""
    with (
        processes.worker(shop_environment, tmp_path / "worker.log") as process,
        processes.clock(shop_environment, tmp_path / "clock.log"),
    ):
        yield process


@pytest.fixture
def site(shop_environment: dict[str, str], port: int, tmp_path: Path) -> Iterator[str]:
    """The address of the running shop."""
    with processes.web(shop_environment, tmp_path / "web.log", port=port):
        yield f"http://127.0.0.1:{port}"
