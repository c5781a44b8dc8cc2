"""A person who works for a merchant, logged in, and a model that is ready."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from accounts.models import Membership, User
from accounts.services.ensure_roles import MERCHANTS_GROUP
from assets3d.models import Conversion, Revision
from tests.factories.accounts import MembershipFactory
from tests.factories.assets3d import AssetFactory, finished

REPORT: dict[str, Any] = {
    "source": {"bytes": 4_000_000, "triangles": 90_000, "bounds": {"size": [0.4, 0.2, 0.3]}},
    "result": {"bytes": 400_000, "triangles": 60_000},
    "tiers": [
        {"role": "web", "bytes": 4_200_000, "triangles": 60_000},
        {"role": "ar-usdz", "bytes": 900_000, "triangles": 50_000, "material_variant": None},
        {"role": "ar-usdz", "bytes": 950_000, "triangles": 50_000, "material_variant": "oak"},
        {"role": "poster", "bytes": 9_000},
    ],
    "budgets": [{"tier": "web", "subject": "bytes", "limit": 3_000_000, "actual": 4_200_000}],
    "fidelity": [
        {
            "tier": "web",
            "psnr_db": 44.2,
            "ssim": 0.9931,
            "colour_error": 0.0041,
            "holds": True,
            "views": [{}] * 12,
        }
    ],
    "unit": {"unit": "mm", "basis": "guessed", "reason": "In metres it would be larger than a house."},
    "changes": [{"subject": "file", "what": "4.00 MB became 0.40 MB.", "why": "It loads sooner."}],
    "timing": {"geometry": 1.5, "posters": 4.0},
}


@pytest.fixture
def person() -> User:
    """Somebody who works for one merchant."""
    membership: Membership = MembershipFactory.create()
    membership.user.groups.add(Group.objects.get(name=MERCHANTS_GROUP))
    return membership.user


@pytest.fixture
def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def revision(person: User) -> Revision:
    """A model that is ready, with a report."""
    made = finished(AssetFactory.create(merchant=person.memberships.get().merchant), now=timezone.now())
    Conversion.objects.filter(pk=made.conversion_id).update(report=REPORT)
    return made
