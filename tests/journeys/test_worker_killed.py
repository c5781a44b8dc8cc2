"""Power fails while a worker converts: the next worker finishes it, and it is finished once."""

import os
from datetime import timedelta
from pathlib import Path

import boto3
import pytest
from django.conf import settings
from django.db.models import F
from django.utils import timezone
from pytest_django import Settings

from assets3d.models import Conversion, Rendition, Revision, Source
from assets3d.pipeline.render.chromium import find_chromium
from assets3d.services.conversion.lease import BEATS_PER_LEASE
from assets3d.services.conversion.sweep_conversions import sweep_conversions
from assets3d.states import ConversionState, RenditionRole
from tests.factories.assets3d import AssetFactory, send
from tests.factories.glb import build_glb
from tests.journeys import processes
from tests.waiting import is_running, wait_for

LEASE_SECONDS = 4
# The queue itself would hide the message for two minutes: the heartbeat had set a shorter time.
RETURN_SECONDS = 90
# So many that their pictures take several leases, on a fast machine as well.
LOOKS = tuple(f"Wood {number}" for number in range(12))


@pytest.fixture
def environment(shop_environment: dict[str, str], settings: Settings) -> dict[str, str]:
    """Workers whose leases are short. This process sends real messages, too."""
    settings.CELERY_TASK_ALWAYS_EAGER = False
    return {
        **shop_environment,
        "ASSETS3D_LEASE_SECONDS": str(LEASE_SECONDS),
        "ASSETS3D_VISIBILITY_SECONDS": str(LEASE_SECONDS),
    }


def in_mid_conversion() -> bool:
    """Under way for so long that the lease was extended twice, and its message certainly once."""
    extended = F("started_at") + timedelta(seconds=LEASE_SECONDS * (1 + 1.5 / BEATS_PER_LEASE))
    return Conversion.objects.filter(
        state=ConversionState.RUNNING, percent__gt=0, lease_until__gt=extended
    ).exists()


def waiting_messages() -> int:
    """How many messages a worker of the conversion queue could take now."""
    queue = os.environ["CONVERSION_QUEUE_URL"]
    sqs = boto3.client("sqs", endpoint_url=settings.AWS_ENDPOINT_URL)
    attributes = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["ApproximateNumberOfMessages"])
    return int(attributes["Attributes"]["ApproximateNumberOfMessages"])


def children_of(pid: int) -> set[int]:
    """Every process whose ancestor this is."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(status.parent.name)] = int(status.read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, ValueError):
            continue  # it ended while it was read
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


@pytest.mark.slow
@pytest.mark.skipif(
    find_chromium() is None, reason="without Chromium a conversion is over too soon to be killed"
)
def test_conversion_completes_once_though_its_worker_is_killed(
    environment: dict[str, str], tmp_path: Path
) -> None:
    asset = AssetFactory.create()
    with processes.worker(environment, tmp_path / "first.log", queues="uploads,conversion") as first:
        send(asset, build_glb(variants=LOOKS, grid=64), now=timezone.now())
        wait_for("the conversion's beginning", in_mid_conversion)
        started = children_of(first.handle.pid)
        first.kill()

    wait_for("the message's return", lambda: waiting_messages() > 0, seconds=RETURN_SECONDS)
    conversion = Conversion.objects.get()
    assert (conversion.state, conversion.attempts) == (ConversionState.RUNNING, 1)
    wait_for("the end of the killed worker's children", lambda: not any(map(is_running, started)))
    with processes.worker(environment, tmp_path / "second.log", queues="uploads,conversion"):
        wait_for(
            "the conversion's end",
            lambda: Conversion.objects.filter(state=ConversionState.DONE).exists(),
            # As the clock does: nobody has to wait until the lost message is visible again.
            every=lambda: sweep_conversions(now=timezone.now()),
        )

    conversion.refresh_from_db()
    assert (conversion.attempts, conversion.percent, conversion.lease_token) == (2, 100, None)
    assert Rendition.objects.filter(conversion=conversion, role=RenditionRole.WEB).count() == 1
    assert Revision.objects.get().source == Source.objects.get()
