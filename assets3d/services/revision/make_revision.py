"""A finished conversion becomes a revision of the asset that its file was sent for."""

from assets3d.models import Asset, Revision, Source


def make_revision(source: Source, conversion_id: int) -> Revision:
    """The revision of a source whose conversion, this one, is done. Made now unless it is there.

    To be called inside a transaction that holds the conversion's row; it takes the asset's as well.
    """
    Asset.objects.select_for_update(of=("self",)).get(pk=source.asset_id)
    latest = Revision.objects.filter(asset=source.asset_id).order_by("-number").first()
    revision, _ = Revision.objects.get_or_create(
        source=source,
        defaults={
            "asset_id": source.asset_id,
            "conversion_id": conversion_id,
            "number": latest.number + 1 if latest else 1,
        },
    )
    return revision
