"""What was done to a model and how it stands against its budgets, in the merchant's words."""

from collections.abc import Iterator, Sequence

from assets3d.pipeline.findings import Finding, warning
from assets3d.pipeline.measure import Facts
from assets3d.pipeline.report import BudgetLine, Change
from assets3d.pipeline.textures.encode import EncodedImage

_FORMATS = {
    "image/avif": (
        "AVIF",
        "AVIF keeps the same look in a third of the bytes; a WebP copy serves older browsers.",
    ),
    "image/webp": ("WebP", "WebP keeps the same look in fewer bytes."),
}


def explain(source: Facts, result: Facts, images: Sequence[EncodedImage]) -> Iterator[Change]:
    """Every change on the way to the web tier, with its reason."""
    yield Change(
        "file",
        f"{megabytes(source.bytes)} became {megabytes(result.bytes)}.",
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
    distinct = list({id(image): image for image in images}.values())
    for mime_type, (name, why) in _FORMATS.items():
        packed = [image for image in distinct if image.mime_type == mime_type]
        if packed:
            before = sum(image.source_bytes for image in packed)
            after = sum(len(image.data) for image in packed)
            what = (
                f"{_pictures(len(packed))} stored as {name}: {megabytes(before)} became {megabytes(after)}."
            )
            yield Change("textures", what, why)
    yield from _size_changes(distinct)
    if len(distinct) < len(images):
        yield Change(
            "duplicates",
            f"{_pictures(len(images) - len(distinct))} the same as others and stored once.",
            "The same bytes need not be sent twice.",
        )


def _size_changes(distinct: Sequence[EncodedImage]) -> Iterator[Change]:
    constant = [image for image in distinct if "constant" in image.folding]
    if constant:
        yield Change(
            "plain textures",
            f"{_pictures(len(constant))} of one colour all over and stored as a few pixels.",
            "One colour needs no picture; it looks the same.",
        )
    reduced = [
        image
        for image in distinct
        if (image.width, image.height) != (image.source_width, image.source_height) and image not in constant
    ]
    if reduced:
        largest = max(max(image.width, image.height) for image in reduced)
        yield Change(
            "texture size",
            f"{_pictures(len(reduced))} scaled down to at most {largest:,} pixels a side.",
            "More detail than this does not show on a screen, and fills the memory of phones.",
        )


def _pictures(count: int) -> str:
    return "1 picture was" if count == 1 else f"{count} pictures were"


def budget_reason(role: str, subject: str) -> str:
    """Why a budget is missed although everything was tried."""
    if subject == "bytes":
        return (
            "Fewer bytes would change the look more than is allowed, or could not be reached in a few tries."
        )
    return f"Removing more triangles would change the shape too much for the {role} file."


def budget_findings(budgets: Sequence[BudgetLine]) -> Iterator[Finding]:
    """A warning for each budget of the shop's own file that is missed; the others stand in the report."""
    for line in budgets:
        if line.is_met or line.tier != "web":
            continue
        if line.subject == "bytes":
            message = f"The model has {megabytes(line.actual)}; {megabytes(line.limit)} load comfortably on a phone."
            fix = "Use fewer or smaller textures, or share one texture between parts."
        else:
            message = (
                f"The model has {line.actual:,} triangles; {line.limit:,} run smoothly on a phone. "
                "Removing more would change its look."
            )
            fix = "Reduce the detail of parts that nobody sees, such as insides and screws."
        yield warning(f"over_budget_{line.subject}", message, "", fix)


def megabytes(size: int) -> str:
    """A size as people say it."""
    return f"{size / 1e6:.2f} MB" if size >= 100_000 else f"{size / 1e3:.1f} KB"
