"""What was done to a model and how it stands against its budgets, in the merchant's words."""

from collections.abc import Iterator, Sequence

from assets3d.pipeline.findings import Finding, warning
from assets3d.pipeline.measure import Facts
from assets3d.pipeline.report import BudgetLine, Change
from assets3d.pipeline.textures.encode import EncodedImage


def explain(source: Facts, result: Facts, images: Sequence[EncodedImage]) -> Iterator[Change]:
    """Every change, with its reason."""
    yield Change(
        "file",
        f"{_megabytes(source.bytes)} became {_megabytes(result.bytes)}.",
        "Shoppers see the model sooner and use less of their data.",
    )
    yield Change(
        "geometry",
        "Shapes are packed, and rounded to less than a ten-thousandth of their size.",
        "Packed shapes load several times faster; the rounding is too fine to see.",
    )
    if result.triangles < source.triangles:
        yield Change(
            "triangles",
            f"{source.triangles:,} triangles became {result.triangles:,}.",
            "Phones draw smaller models smoothly; triangles were removed where the surface hardly changes.",
        )
    yield from _texture_changes(images)


def _texture_changes(images: Sequence[EncodedImage]) -> Iterator[Change]:
    distinct = {id(image): image for image in images}.values()
    packed = [image for image in distinct if image.mime_type == "image/webp"]
    if packed:
        before, after = sum(image.source_bytes for image in packed), sum(len(image.data) for image in packed)
        yield Change(
            "textures",
            f"{len(packed)} pictures were stored as WebP: {_megabytes(before)} became {_megabytes(after)}.",
            "WebP keeps the same look in fewer bytes.",
        )
    reduced = [
        image
        for image in distinct
        if (image.width, image.height) != (image.source_width, image.source_height)
    ]
    if reduced:
        largest = max(max(image.width, image.height) for image in reduced)
        yield Change(
            "texture size",
            f"{len(reduced)} pictures were scaled down to at most {largest:,} pixels a side.",
            "More detail than this does not show on a screen, and fills the memory of phones.",
        )
    if len(distinct) < len(images):
        yield Change(
            "duplicates",
            f"{len(images) - len(distinct)} pictures were the same as others and are stored once.",
            "The same bytes need not be sent twice.",
        )


def budget_findings(budgets: Sequence[BudgetLine]) -> Iterator[Finding]:
    """A warning for each budget that is missed."""
    for line in budgets:
        if line.is_met:
            continue
        if line.subject == "bytes":
            message = f"The model has {_megabytes(line.actual)}; {_megabytes(line.limit)} load comfortably on a phone."
            fix = "Use fewer or smaller textures, or share one texture between parts."
        else:
            message = (
                f"The model has {line.actual:,} triangles; {line.limit:,} run smoothly on a phone. "
                "Removing more would change its look."
            )
            fix = "Reduce the detail of parts that nobody sees, such as insides and screws."
        yield warning(f"over_budget_{line.subject}", message, "", fix)


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.2f} MB" if size >= 100_000 else f"{size / 1e3:.1f} KB"
