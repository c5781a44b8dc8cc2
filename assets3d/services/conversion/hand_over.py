"""Revisions show what a better conversion of the same bytes has made, without a moment in which they show nothing."""

from django.db.models import Q, QuerySet

from assets3d.models import Asset, Conversion, Revision, Source
from assets3d.services.conversion.line_up import line_up_improvement
from assets3d.services.revision.make_revision import hold_assets, make_revision
from assets3d.signals import asset_published
from assets3d.states import DRAFT, SEARCHED, ConversionState, SourceState


def bring_out(conversion: Conversion) -> None:
    """Show what a conversion made that was just done: in new revisions, and in those that showed less.

    To be called inside a transaction that holds the conversion's row.
    """
    improved = line_up_improvement(conversion)
    is_better = improved is not None and improved.state == ConversionState.DONE
    shown = improved if improved and is_better else conversion
    sources = list(_without_revision(conversion))
    revisions = outdone_by(shown).values_list("asset_id", flat=True)
    hold_assets([*(source.asset_id for source in sources), *revisions])
    for source in sources:
        make_revision(source, shown)
    hand_over(shown)


def hand_over(conversion: Conversion) -> int:
    """Point every revision that shows less to this finished conversion; return how many there were.

    The files of before stay where they are, for pages in caches ask for them. One UPDATE decides which revisions
    are meant, after their assets are held: whoever publishes one of them meanwhile waits, or is waited for. To be
    called inside a transaction that holds the conversion's row.
    """
    outdone = list(outdone_by(conversion).values_list("pk", "asset_id"))
    assets = hold_assets(asset_id for _, asset_id in outdone)
    moved = outdone_by(conversion).filter(asset__in=assets).update(conversion=conversion)
    showing = Revision.objects.filter(pk__in=[pk for pk, _ in outdone], conversion=conversion)
    shown = set(showing.values_list("pk", flat=True))
    for asset in assets:
        if asset.published_revision_id in shown:
            asset_published.send(sender=Asset, asset_id=asset.pk)
    return moved


def outdone_by(conversion: Conversion) -> QuerySet[Revision]:
    """The revisions of the same bytes and unit with files of an older version, or of a draft if this is no draft."""
    older = Q(conversion__recipe=conversion.recipe, conversion__recipe_version__lt=conversion.recipe_version)
    if conversion.recipe == SEARCHED:
        older |= Q(conversion__recipe=DRAFT)
    return Revision.objects.filter(
        older, conversion__source_sha256=conversion.source_sha256, conversion__unit=conversion.unit
    )


def _without_revision(conversion: Conversion) -> QuerySet[Source]:
    waiting = Source.objects.filter(conversion=conversion, state=SourceState.RECEIVED)
    return waiting.exclude(revisions__unit=conversion.unit).order_by("asset_id", "pk")
