"""The way of one demo product from its model to the shelf, a step at a time, to be taken up anywhere."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from accounts.models import Merchant, User
from assets3d.models import Asset, Revision
from assets3d.services.revision.publish_asset import publish_asset
from assets3d.services.upload.start_upload import start_upload
from assets3d.states import ConversionState, SourceState
from catalog.models import Product
from catalog.states import ProductState
from deploy.local.demo.products.product import DemoProduct
from deploy.local.seed.shelves import stand_on_shelf
from deploy.local.seed.upload import post_form


class DemoFailed(Exception):
    """This product cannot reach the shelf; the others go on."""


@dataclass
class Journey:
    """One product under way. `step` does what can be done now and says where it stands."""

    demo: DemoProduct
    position: int
    merchant: Merchant
    uploader: User
    model: Path
    is_done: bool = False

    def is_on_shelf(self) -> bool:
        return Product.objects.filter(slug=self.demo.slug).exclude(state=ProductState.DRAFT).exists()

    def step(self, now: Callable[[], datetime]) -> str:
        """Go as far as possible without waiting; raises DemoFailed where there is no further."""
        asset, _ = Asset.objects.get_or_create(merchant=self.merchant, title=self.demo.name)
        source = asset.sources.first()
        if source is None or source.state == SourceState.REJECTED:
            if not self.model.exists():
                return "modelling"
            self._upload(asset, now())
            return "uploaded"
        revision = asset.revisions.first()
        if revision is None:
            return self._progress(asset)
        self._publish(asset, revision, now())
        self.is_done = True
        return "on the shelf"

    def _upload(self, asset: Asset, now: datetime) -> None:
        ticket = start_upload(
            asset=asset,
            filename=self.model.name,
            bytes=self.model.stat().st_size,
            actor=self.uploader,
            now=now,
        )
        post_form(ticket.url, ticket.fields, self.model.read_bytes(), self.model.name)

    def _progress(self, asset: Asset) -> str:
        source = asset.sources.select_related("conversion").latest("created_at")
        conversion = source.conversion
        if conversion is None:
            return "uploaded"
        if conversion.state in {ConversionState.REFUSED, ConversionState.DEAD}:
            reasons = "; ".join(finding.message for finding in conversion.findings.all())
            raise DemoFailed(reasons or conversion.fault)
        if conversion.state == ConversionState.QUEUED:
            return "waiting for the worker"
        return f"converting: {conversion.stage or 'starting'} {conversion.percent} %"

    def _publish(self, asset: Asset, revision: Revision, now: datetime) -> None:
        if asset.published_revision_id is None:
            publish_asset(asset=asset, revision=revision, now=now)
        stand_on_shelf(self.demo, self.merchant, asset, self.position, now)
