"""What the page of a 3D model shows, put into words."""

from django.conf import settings
from django.utils import timezone

from assets3d.admin.report_words import cost_words, fidelity_words, figure_words, size_words, tier_rows
from assets3d.admin.words import UNITS, improvement_words, words_for
from assets3d.models import Asset
from assets3d.queries.asset_panel import AssetPanel, is_improving, load_panel, shows, unfinished_improvement
from assets3d.queries.asset_state import asset_state, with_latest_source
from assets3d.queries.file_kinds import FILE_KINDS, KINDS_IN_WORDS
from assets3d.states import Unit

UNIT_FINDINGS = frozenset({"unit_guessed", "unit_given"})


def state_document(asset: Asset) -> dict[str, object]:
    """Where the asset stands, for a page that asks again and again.

    `is_busy` while the latest upload is on its way, `is_working` also while a smaller version is made of it.
    `shows` differs from that of the page once the page has to be fetched anew.
    """
    state = asset_state(with_latest_source(Asset.objects.filter(pk=asset.pk)).get(), timezone.now())
    words, improvement = words_for(state), unfinished_improvement(state)
    smaller = improvement_words(improvement)
    return {
        "state": state.standing.value,
        "filename": state.source.filename if state.source else "",
        "label": words.label,
        "tone": words.tone,
        "sentence": words.sentence,
        "percent": state.percent,
        "is_busy": state.is_working,
        "is_working": state.is_working or is_improving(improvement),
        "shows": shows(state, improvement),
        "smaller": {"sentence": smaller.sentence, "percent": smaller.percent} if smaller else None,
    }


def panel_context(asset: Asset, *, can_change: bool) -> dict[str, object]:
    """What the panel's template wants."""
    panel = load_panel(asset.pk, timezone.now())
    report, unit = panel.report, _unit_context(panel)
    return {
        "asset": asset,
        "panel": panel,
        "words": words_for(panel.state),
        "smaller": improvement_words(panel.improvement),
        "is_improving": is_improving(panel.improvement),
        "size": size_words(report.size_m) if report.size_m else "",
        "figures": [figure_words(figure) for figure in report.figures],
        "tiers": tier_rows(report.tiers),
        "fidelity": [fidelity_words(line) for line in report.fidelity],
        "costs": [cost_words(cost) for cost in report.costs],
        "unit": unit,
        # What the card on the unit says need not be said twice.
        "findings": [each for each in panel.findings if unit is None or each.code not in UNIT_FINDINGS],
        "can_change": can_change,
        "most_bytes": settings.ASSETS3D_UPLOAD_BYTES,
        "kinds": KINDS_IN_WORDS,
        "endings": ",".join(FILE_KINDS),
    }


def _unit_context(panel: AssetPanel) -> dict[str, object] | None:
    """What is said of the unit, where the file does not settle it; None where it does, or while a choice is followed."""
    note, shown, source = panel.report.unit, panel.shown, panel.state.source
    if note is None or note.basis not in {"guessed", "given"} or panel.state.is_working:
        return None
    if shown is None or source is None or shown.source_id != source.pk:
        return None
    # After a choice that came to nothing, what is shown can be chosen again as well.
    settled = note.unit if shown.unit == source.unit else ""
    return {
        "name": UNITS.get(note.unit, note.unit),
        "is_guess": note.basis == "guessed",
        "reason": note.reason,
        "choices": [unit for unit in Unit if unit.value != settled],
    }
