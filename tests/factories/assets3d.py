"""Assets and what becomes of them. An asset comes without a file; `send` uploads one for real."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import factory

from accounts.models import User
from assets3d.models import Asset, Conversion, Rendition, Revision, Source
from assets3d.pipeline.findings import Finding, warning
from assets3d.pipeline.measure import Box, Facts
from assets3d.pipeline.report import Outcome, Report, Tier
from assets3d.queries.recipes import current_versions
from assets3d.services.upload.start_upload import UploadTicket, start_upload
from assets3d.states import DRAFT, SEARCHED, ConversionState, RenditionRole, SourceState
from deploy.local.seed.upload import post_form
from tests.factories.accounts import MerchantFactory, UserFactory

CONTENT_TYPES = {RenditionRole.AR_USDZ: "model/vnd.usdz+zip"}
NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
FACTS = Facts(
    bytes=1000,
    triangles=12,
    draw_calls=1,
    nodes=1,
    materials=1,
    images=1,
    texture_pixels=4096,
    animations=0,
    gpu_bytes=20_000,
    bounds=Box((-0.2, 0.0, -0.15), (0.2, 0.2, 0.15), (0.4, 0.2, 0.3)),
)


class AssetFactory(factory.django.DjangoModelFactory[Asset]):
    class Meta:
        model = Asset

    merchant = factory.SubFactory(MerchantFactory)
    title = factory.Sequence(lambda number: f"Chair {number}")


def start(
    asset: Asset,
    content: bytes,
    *,
    filename: str = "chair.glb",
    now: datetime = NOW,
    actor: User | None = None,
) -> UploadTicket:
    """Permission to upload `content`, which is not sent."""
    return start_upload(
        asset=asset, filename=filename, bytes=len(content), actor=actor or UserFactory.create(), now=now
    )


def send(asset: Asset, content: bytes, *, filename: str = "chair.glb", now: datetime = NOW) -> UploadTicket:
    """Start an upload and send `content` to storage as a browser would."""
    ticket = start(asset, content, filename=filename, now=now)
    post_form(ticket.url, ticket.fields, content, filename)
    return ticket


def conversion_of(sha: str, *, recipe: str = DRAFT, version: int | None = None, unit: str = "") -> Conversion:
    """The conversion of these bytes, which waits when it is new. A search waits in the background."""
    conversion, _ = Conversion.objects.get_or_create(
        source_sha256=sha,
        recipe=recipe,
        recipe_version=version or current_versions()[recipe],
        unit=unit,
        defaults={
            "source_key": f"incoming/{sha}.glb",
            "available_at": NOW,
            "is_background": recipe == SEARCHED,
        },
    )
    return conversion


def received(
    asset: Asset, *, sha: str | None = None, now: datetime = NOW, version: int | None = None
) -> Source:
    """An upload that was checked and whose conversion, by the recipe DRAFT, waits."""
    digest = sha or sha256(f"{asset.pk} {asset.sources.count()}".encode()).hexdigest()
    return Source.objects.create(
        asset=asset,
        key=f"incoming/{asset.pk}/{asset.sources.count()}.glb",
        filename="chair.glb",
        content_type="model/gltf-binary",
        announced_bytes=1000,
        state=SourceState.RECEIVED,
        sha256=digest,
        received_bytes=1000,
        received_at=now,
        created_at=now,
        conversion=conversion_of(digest, version=version),
    )


def done(conversion: Conversion, *, now: datetime = NOW, report: object = None) -> Conversion:
    """The conversion with every kind of rendition, whose files exist in name only, and no revision."""
    Conversion.objects.filter(pk=conversion.pk).update(
        state=ConversionState.DONE, percent=100, finished_at=now, report=report
    )
    Rendition.objects.bulk_create(
        Rendition(
            conversion=conversion,
            role=role,
            key=f"renditions/ab/{conversion.pk}-{role}",
            sha256="ab" * 32,
            bytes=500,
            content_type=CONTENT_TYPES.get(role, "image/webp" if "poster" in role else "model/gltf-binary"),
        )
        for role in RenditionRole
    )
    conversion.refresh_from_db()
    return conversion


def finished(asset: Asset, *, now: datetime = NOW, version: int | None = None) -> Revision:
    """A revision with models and posters by the recipe DRAFT, whose files exist in name only."""
    source = received(asset, now=now, version=version)
    assert source.conversion is not None
    return Revision.objects.create(
        asset=asset,
        number=asset.revisions.count() + 1,
        source=source,
        conversion=done(source.conversion, now=now),
    )


@dataclass
class FakePipeline:
    """Stands in for the pipeline: writes one file, reports as told, and notes how often it ran."""

    outcome: Outcome = Outcome.CONVERTED
    findings: tuple[Finding, ...] = (
        warning("too_heavy", "The model is heavy.", "/meshes/0", "Simplify it."),
    )
    role: str = "web"
    path: str = "web.glb"
    content: bytes = b"glTF made small"
    runs: int = 0
    asked: list[dict[str, object]] = field(default_factory=list)

    def __call__(
        self, source: Path, out_dir: Path, *, recipe: str = DRAFT, on_progress: object, **others: object
    ) -> Report:
        assert source.read_bytes()
        self.asked.append({"source": source.name, "recipe": recipe, **others})
        assert callable(on_progress)
        self.runs += 1
        on_progress("geometry", 10)
        (out_dir / "web.glb").write_bytes(self.content)
        tier = Tier(
            role=self.role,
            path=self.path,
            bytes=len(self.content),
            sha256="what the child says is not believed",
            content_type="model/gltf-binary",
            triangles=12,
        )
        return Report(
            outcome=self.outcome,
            recipe=recipe,
            recipe_version=current_versions()[recipe],
            source=FACTS,
            result=FACTS,
            tiers=(tier,) if self.outcome == Outcome.CONVERTED else (),
            findings=self.findings,
        )
