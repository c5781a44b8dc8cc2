"""The two commands that look after the mirror."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from catalog.models import MirrorEntry
from tests.catalog.conftest import Outage
from tests.factories.catalog import make_offer

pytestmark = pytest.mark.django_db


def test_rebuild_mirror_fills_an_empty_table() -> None:
    make_offer()
    MirrorEntry.objects.all().delete()

    call_command("rebuild_mirror", stdout=StringIO())

    call_command("verify_mirror", stdout=StringIO())


def test_verify_mirror_fails_on_differences_and_mends_them_when_told() -> None:
    slug = make_offer().product.slug
    MirrorEntry.objects.all().delete()
    said = StringIO()

    with pytest.raises(CommandError, match="1 of 1 documents differ"):
        call_command("verify_mirror", stdout=said)
    call_command("verify_mirror", "--repair", stdout=said)
    call_command("verify_mirror", stdout=said)

    assert said.getvalue().count(f"{slug}: missing") == 2


def test_rebuild_mirror_says_so_when_dynamodb_is_away(dynamodb_away: Outage) -> None:
    make_offer()

    with dynamodb_away(), pytest.raises(CommandError, match="did not answer"):
        call_command("rebuild_mirror", stdout=StringIO())
