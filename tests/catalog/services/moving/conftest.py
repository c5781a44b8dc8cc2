"""Lists that are really sent, stored and worked on."""

import io
import math
from collections.abc import Callable
from datetime import datetime

import pytest

from accounts.models import Merchant
from catalog.models import Category, ImportJob
from catalog.services.moving.decide_import import apply_import
from catalog.services.moving.run_import import run_import
from catalog.services.moving.start_import import SentList, start_import
from catalog.states import ListFormat
from tests.factories.accounts import MerchantFactory, UserFactory
from tests.factories.catalog import CategoryFactory

Send = Callable[..., ImportJob]

LAMP = (
    "Handle,Title,Variant SKU,Variant Price,Variant Inventory Qty,Status,Published\n"
    "lamp,Lamp,L-1,49.90,3,active,true\n"
)


def counts(job: ImportJob) -> tuple[str, int, int, int, int]:
    """The state of an import, and how many products it created, changed, left alone and refused."""
    job.refresh_from_db()
    return job.state, job.created, job.changed, job.unchanged, job.refused


@pytest.fixture
def merchant() -> Merchant:
    merchant: Merchant = MerchantFactory()
    return merchant


@pytest.fixture
def shelf() -> Category:
    shelf: Category = CategoryFactory(name="Everything", slug="everything")
    return shelf


@pytest.fixture
def send(merchant: Merchant, shelf: Category, now: datetime) -> Send:
    """Sends a list; the worker has not looked at it yet."""

    def sent(
        text: str | bytes,
        format: ListFormat = ListFormat.SHOPIFY,
        *,
        filename: str = "list.csv",
        to: Merchant = merchant,
    ) -> ImportJob:
        data = text.encode() if isinstance(text, str) else text
        wanted = SentList(io.BytesIO(data), filename, len(data), format, "EUR")
        return start_import(sent=wanted, merchant=to, category=shelf, actor=UserFactory(), now=now)

    return sent


def run_whole(job: ImportJob) -> None:
    """Go on with the import to the end of its round, however slow the machine is."""
    run_import(import_id=job.pk, seconds=math.inf)


@pytest.fixture
def bring(send: Send) -> Send:
    """Sends a list, has it checked and takes it."""

    def brought(*args: object, **options: object) -> ImportJob:
        job = send(*args, **options)
        run_whole(job)
        apply_import(import_id=job.pk)
        run_whole(job)
        job.refresh_from_db()
        return job

    return brought
