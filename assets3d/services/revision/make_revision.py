"""A finished conversion becomes a revision of the asset that its file was sent for."""

from collections.abc import Iterable

from assets3d.models import Asset, Conversion, Revision, Source


def hold_assets(asset_ids: Iterable[int]) -> list[Asset]:
    """The assets, each held to the end of the transaction, in the order in which everybody takes them."""
    rows = Asset.objects.select_for_update(of=("self",), no_key=True)
    return list(rows.filter(pk__in=set(asset_ids)).order_by("pk"))


def make_revision(source: Source, conversion: Conversion) -> Revision:
    """The revision of a source in the unit of this conversion, which is done. Made now unless it is there.

    To be called inside a transaction that holds the conversion's row; it takes the asset's as well.
    """
    hold_assets([source.asset_id])
    latest = Revision.objects.filter(asset=source.asset_id).order_by("-number").first()
    revision, _ = Revision.objects.get_or_create(
        source=source,
        unit=conversion.unit,
        defaults={
            "asset_id": source.asset_id,
            "conversion": conversion,
            "number": latest.number + 1 if latest else 1,
        },
    )
    return revision
