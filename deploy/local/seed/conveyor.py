"""Moves all demo products on together: models are made, files converted and products published side by side."""

import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from deploy.local.demo.products import PRODUCTS
from deploy.local.seed.belt import DemoFailed, Journey
from deploy.local.seed.people import ensure_merchant, ensure_staff
from deploy.local.seed.selling import ensure_selling
from deploy.local.seed.upload import UploadFailed

POLL_SECONDS = 0.5
GIVE_UP_SECONDS = 1800


def prepare(folder: Path, password: str) -> list[Journey]:
    """The demo's people and how it sells, and a journey for each product that is not on the shelf yet."""
    ensure_selling()
    staff = ensure_staff(password, PRODUCTS[0].merchant)
    journeys = [
        Journey(demo, position, ensure_merchant(demo.merchant), staff.admin, folder / f"{demo.slug}.glb")
        for position, demo in enumerate(PRODUCTS)
    ]
    return [journey for journey in journeys if not journey.is_on_shelf()]


def run(journeys: Sequence[Journey], generator: "subprocess.Popen[bytes]") -> int:
    """Take every journey to its end; 0 when all arrived, 1 when some could not."""
    said: dict[str, str] = {}
    failed: set[str] = set()
    deadline = time.monotonic() + GIVE_UP_SECONDS
    while under_way := [j for j in journeys if not j.is_done and j.demo.slug not in failed]:
        for journey in under_way:
            _move(journey, said, failed)
            if journey.is_done:
                waiting = sum(not each.is_done for each in journeys)
                _say(f"{len(PRODUCTS) - waiting} of {len(PRODUCTS)} products are on the shelf.")
        if time.monotonic() > deadline or _is_hopeless(generator, under_way):
            _say("The remaining demo products could not be made.")
            return 1
        time.sleep(POLL_SECONDS)
    return 1 if failed else 0


def _move(journey: Journey, said: dict[str, str], failed: set[str]) -> None:
    slug = journey.demo.slug
    try:
        stands = journey.step(lambda: datetime.now(UTC))
    except (DemoFailed, UploadFailed) as error:
        failed.add(slug)
        stands = f"failed: {error}"
    if said.get(slug) != stands:
        said[slug] = stands
        if stands != "modelling":
            _say(f"{journey.demo.name}: {stands}")


def _is_hopeless(generator: "subprocess.Popen[bytes]", under_way: Sequence[Journey]) -> bool:
    """The generator has failed, and what is left waits for models that will not come."""
    return generator.poll() not in {None, 0} and all(not journey.model.exists() for journey in under_way)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
