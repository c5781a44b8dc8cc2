"""The panel in words: the search for a smaller version, the files that were made, the unit that was guessed."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from assets3d.admin.report_words import fidelity_words
from assets3d.models import Asset, Conversion, Revision
from assets3d.queries.conversion_report import read_report
from assets3d.services.conversion.hand_over import hand_over
from assets3d.states import DRAFT, SEARCHED, ConversionState
from tests.assets3d.admin.conftest import REPORT
from tests.factories.assets3d import AssetFactory, conversion_of, done, received

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("recipes")]
LEASE = {"lease_token": "7f0c4c58-2a8f-4b8e-9c39-5f4d3f3a8f11"}


def search_for(revision: Revision, state: ConversionState, **facts: object) -> Conversion:
    search = conversion_of(revision.conversion.source_sha256, recipe=SEARCHED)
    lease = {**LEASE, "lease_until": timezone.now()} if state == ConversionState.RUNNING else {}
    Conversion.objects.filter(pk=search.pk).update(state=state, **lease, **facts)
    search.refresh_from_db()
    return search


def page(name: str, asset: Asset) -> str:
    return reverse(f"admin:assets3d_asset_{name}", args=[asset.pk])


def panel_of(browser: Client, asset: Asset) -> str:
    return browser.get(page("panel", asset)).content.decode()


def test_a_running_search_is_told_beside_a_model_that_can_be_published(
    browser: Client, revision: Revision
) -> None:
    search_for(revision, ConversionState.RUNNING, percent=40)

    state, panel = browser.get(page("state", revision.asset)).json(), panel_of(browser, revision.asset)

    assert (state["state"], state["is_busy"], state["is_working"]) == ("ready", False, True)
    assert state["smaller"] == {"sentence": "Making it smaller, 40 %", "percent": 40}
    assert f'data-shows="{state["shows"]}"' in panel
    assert "Making it smaller, 40 %" in panel
    assert ">Publish</button>" in panel


def test_what_the_page_shows_changes_name_when_the_search_ends(browser: Client, revision: Revision) -> None:
    search = search_for(revision, ConversionState.RUNNING)
    before = browser.get(page("state", revision.asset)).json()
    hand_over(done(search))

    after = browser.get(page("state", revision.asset)).json()

    assert (after["is_working"], after["smaller"]) == (False, None)
    assert after["shows"] != before["shows"]
    assert f'data-shows="{after["shows"]}"' in panel_of(browser, revision.asset)


def test_what_the_page_shows_changes_name_with_each_upload(browser: Client, revision: Revision) -> None:
    names = [browser.get(page("state", revision.asset)).json()["shows"]]
    for _ in range(2):
        source = received(revision.asset, now=timezone.now())
        Conversion.objects.filter(sources=source).update(state=ConversionState.REFUSED)
        names.append(browser.get(page("state", revision.asset)).json()["shows"])

    assert len(set(names)) == 3


def test_a_search_that_failed_on_our_side_can_be_tried_again(
    browser: Client, revision: Revision, doorbells: list[tuple[str, dict[str, object]]]
) -> None:
    search = search_for(revision, ConversionState.DEAD, attempts=5)
    panel = panel_of(browser, revision.asset)
    assert "The smaller version could not be made, because something of ours went wrong." in panel
    assert 'value="smaller"' in panel

    browser.post(page("retry", revision.asset), {"what": "smaller"})

    search.refresh_from_db()
    assert (search.state, search.attempts) == (ConversionState.QUEUED, 0)
    assert doorbells == [("assets3d.convert_in_background", {"conversion_id": search.pk})]


def test_a_refused_search_says_why_and_offers_no_button(browser: Client, revision: Revision) -> None:
    search = search_for(revision, ConversionState.REFUSED)
    search.findings.create(position=0, severity="error", code="odd", message="Its pictures cannot be read.")

    panel = panel_of(browser, revision.asset)

    assert "The smaller version could not be made." in panel
    assert "Its pictures cannot be read." in panel
    assert "/retry/" not in panel


def test_retry_of_a_search_that_is_not_there_is_404(browser: Client, revision: Revision) -> None:
    assert browser.post(page("retry", revision.asset), {"what": "smaller"}).status_code == 404


def test_files_are_told_in_words_with_their_budgets(browser: Client, revision: Revision) -> None:
    panel = panel_of(browser, revision.asset)

    assert "What most shoppers turn around." in panel
    assert "Larger than 3.00 MB" in panel
    assert "0.95 MB each, 2 files" in panel
    assert "As close to your file as we ask for (12 views)." in panel
    assert "PSNR 44.2 dB, SSIM 0.9931, colour error 0.0041" in panel
    assert "<td>1.5 s</td>" in panel


def test_a_guessed_unit_is_told_with_its_reason_and_can_be_corrected(
    browser: Client, revision: Revision, doorbells: list[tuple[str, dict[str, object]]]
) -> None:
    revision.conversion.findings.create(
        position=0, severity="note", code="unit_guessed", message="The unit was guessed."
    )

    panel = panel_of(browser, revision.asset)
    assert "The unit was guessed." not in panel  # said once, where it can be corrected
    assert "if it was drawn in millimetres, which is a guess." in panel
    assert "In metres it would be larger than a house." in panel
    assert '<option value="mm"' not in panel

    assert browser.post(page("unit", revision.asset), {"unit": "in"}).status_code == 302

    conversion = Conversion.objects.get(unit="in")
    assert doorbells == [("assets3d.convert", {"conversion_id": conversion.pk})]
    assert browser.get(page("state", revision.asset)).json()["state"] == "waiting"
    # What is there stays to be looked at meanwhile, without the question.
    after = panel_of(browser, revision.asset)
    assert "data-model-url" in after
    assert "Is this its size?" not in after


def test_a_choice_of_unit_that_came_to_nothing_can_be_taken_back(
    browser: Client, revision: Revision, doorbells: list[tuple[str, dict[str, object]]]
) -> None:
    browser.post(page("unit", revision.asset), {"unit": "ft"})
    Conversion.objects.filter(unit="ft").update(state=ConversionState.REFUSED)

    panel = panel_of(browser, revision.asset)

    assert "Needs attention" in panel
    assert '<option value="mm"' in panel


@pytest.mark.parametrize("basis", ["declared", "format"])
def test_a_unit_that_the_file_settles_is_not_asked_for(
    browser: Client, revision: Revision, basis: str
) -> None:
    note = {**REPORT, "unit": {"unit": "mm", "basis": basis, "reason": ""}}
    Conversion.objects.filter(pk=revision.conversion_id).update(report=note)

    assert "Is this its size?" not in panel_of(browser, revision.asset)


@pytest.mark.parametrize("unit", ["", "parsec", "MM"])
def test_an_unknown_unit_is_404(browser: Client, revision: Revision, unit: str) -> None:
    assert browser.post(page("unit", revision.asset), {"unit": unit}).status_code == 404

    assert not Conversion.objects.filter(recipe=DRAFT).exclude(pk=revision.conversion_id).exists()


def test_a_report_of_before_there_were_files_for_every_device_is_still_told(
    browser: Client, revision: Revision
) -> None:
    old = {name: REPORT[name] for name in ("source", "result", "changes")}
    Conversion.objects.filter(pk=revision.conversion_id).update(report=old)

    panel = panel_of(browser, revision.asset)

    assert "What was made of the file" in panel
    assert "A file for every device" not in panel


def test_a_superseded_conversion_waits(browser: Client, person: User) -> None:
    source = received(AssetFactory.create(merchant=person.memberships.get().merchant), now=timezone.now())
    Conversion.objects.update(state=ConversionState.SUPERSEDED)

    assert browser.get(page("state", source.asset)).json()["state"] == "waiting"


def test_a_glance_at_a_draft_promises_nothing() -> None:
    looks = {
        "tier": "web",
        "psnr_db": 41.0,
        "ssim": 0.99,
        "colour_error": 0.3,
        "holds": None,
        "views": [{}, {}],
    }

    (line,) = read_report({"fidelity": [looks]}).fidelity

    assert fidelity_words(line).sentence == (
        "Compared at a glance (2 views); the smaller version is compared in earnest."
    )
