"""Assets and what becomes of them. An asset comes without a file; `send` uploads one for real."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import factory

from accounts.models import User
from assets3d.models import Asset, Conversion, Rendition, Revision, Source
from assets3d.pipeline.findings import Finding, warning
from assets3d.pipeline.measure import Box, Facts
from assets3d.pipeline.recipe import RECIPES
from assets3d.pipeline.report import Outcome, Report, Tier
from assets3d.services.upload.start_upload import CONTENT_TYPE, UploadTicket, start_upload
from assets3d.states import ConversionState, RenditionRole, SourceState
from deploy.local.seed.upload import post_form
from tests.factories.accounts import MerchantFactory, UserFactory

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


def start(asset: Asset, content: bytes, *, now: datetime = NOW, actor: User | None = None) -> UploadTicket:
    """Permission to upload `content`, which is not sent."""
    return start_upload(
        asset=asset,
        filename="chair.glb",
        content_type=CONTENT_TYPE,
        bytes=len(content),
        actor=actor or UserFactory.create(),
        now=now,
    )


def send(asset: Asset, content: bytes, *, now: datetime = NOW) -> UploadTicket:
    """Start an upload and send `content` to storage as a browser would."""
    ticket = start(asset, content, now=now)
    post_form(ticket.url, ticket.fields, content, "chair.glb")
    return ticket


def received(asset: Asset, *, sha: str | None = None, now: datetime = NOW) -> Source:
    """An upload that was checked and whose conversion waits."""
    digest = sha or sha256(f"{asset.pk} {asset.sources.count()}".encode()).hexdigest()
    conversion, _ = Conversion.objects.get_or_create(
        source_sha256=digest,
        recipe="draft",
        recipe_version=RECIPES["draft"].version,
        defaults={"source_key": f"incoming/{digest}.glb", "available_at": now},
    )
    return Source.objects.create(
        asset=asset,
        key=f"incoming/{asset.pk}/{asset.sources.count()}.glb",
        filename="chair.glb",
        content_type=CONTENT_TYPE,
        announced_bytes=1000,
        state=SourceState.RECEIVED,
        sha256=digest,
        received_bytes=1000,
        received_at=now,
        created_at=now,
        conversion=conversion,
    )


def finished(asset: Asset, *, now: datetime = NOW) -> Revision:
    """A revision with a model and posters, whose files exist in name only."""
    source = received(asset, now=now)
    conversion = source.conversion
    assert conversion is not None
    Conversion.objects.filter(pk=conversion.pk).update(
        state=ConversionState.DONE, percent=100, finished_at=now
    )
    Rendition.objects.bulk_create(
        Rendition(
            conversion=conversion,
            role=role,
            key=f"renditions/ab/{conversion.pk}-{role}",
            sha256="ab" * 32,
            bytes=500,
            content_type="model/gltf-binary" if role == RenditionRole.WEB else "image/webp",
        )
        for role in RenditionRole
    )
    return Revision.objects.create(
        asset=asset, number=asset.revisions.count() + 1, source=source, conversion=conversion
    )


@dataclass
class FakePipeline:
    """Stands in for the pipeline: writes one file, reports as told, and notes how often it ran."""

    outcome: Outcome = Outcome.CONVERTED
    findings: tuple[Finding, ...] = (
        warning("too_heavy", "The model is heavy.", "/meshes/0", "Simplify it."),
    )
    path: str = "web.glb"
    content: bytes = b"glTF made small"
    runs: int = 0

    def __call__(self, source: Path, out_dir: Path, *, recipe: str = "draft", on_progress: object) -> Report:
        assert source.read_bytes()
        assert callable(on_progress)
        self.runs += 1
        on_progress("geometry", 10)
        (out_dir / "web.glb").write_bytes(self.content)
        tier = Tier(
            role="web",
            path=self.path,
            bytes=len(self.content),
            sha256="what the child says is not believed",
            content_type="model/gltf-binary",
            triangles=12,
        )
        return Report(
            outcome=self.outcome,
            recipe=recipe,
            recipe_version=RECIPES["draft"].version,
            source=FACTS,
            result=FACTS,
            tiers=(tier,) if self.outcome == Outcome.CONVERTED else (),
            findings=self.findings,
        )
