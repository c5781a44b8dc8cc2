"""What is seen: a merchant's 3D assets, the files they sent, what was made of them, what is published."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Merchant
from accounts.tenancy import TenantQuerySet
from assets3d.states import ConversionState, RenditionRole, Severity, SourceState, Unit


class AssetQuerySet(TenantQuerySet["Asset"]):
    def published(self) -> "AssetQuerySet":
        return self.filter(published_revision__isnull=False)


class Asset(models.Model):
    """A thing in 3D, whatever files it was uploaded as over time."""

    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="assets")
    title = models.CharField(max_length=200)
    published_revision = models.OneToOneField(
        "Revision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="published_as",
    )
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AssetQuerySet.as_manager()

    class Meta:
        verbose_name = "3D model"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class SourceQuerySet(TenantQuerySet["Source"]):
    merchant_path = "asset__merchant"


class Source(models.Model):
    """One file that a merchant sent for an asset. The object lies in the uploads bucket under `key`."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="sources")
    key = models.CharField(max_length=200, unique=True)
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    announced_bytes = models.BigIntegerField()
    state = models.CharField(max_length=12, choices=SourceState, default=SourceState.UPLOADING)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    received_bytes = models.BigIntegerField(null=True)
    refusal_code = models.CharField(max_length=60, blank=True)
    refusal = models.TextField(blank=True)
    conversion = models.ForeignKey("Conversion", on_delete=models.PROTECT, null=True, related_name="sources")
    # "" is as the file declares it or as the pipeline guesses it.
    unit = models.CharField(max_length=4, choices=Unit, blank=True, db_default="")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    received_at = models.DateTimeField(null=True)
    # When the sweeper next looks whether the file has come after all, in case its event was lost.
    look_again_at = models.DateTimeField(default=timezone.now)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="source_received_is_identified",
                condition=~Q(state=SourceState.RECEIVED)
                | (~Q(sha256="") & Q(received_bytes__isnull=False, received_at__isnull=False)),
            ),
            models.CheckConstraint(name="source_announces_bytes", condition=Q(announced_bytes__gt=0)),
        ]
        indexes = [
            models.Index(
                fields=["look_again_at"],
                name="source_awaited",
                condition=Q(state=SourceState.UPLOADING),
            ),
        ]

    def __str__(self) -> str:
        return self.filename


class Conversion(models.Model):
    """One recipe run over one file's bytes. The row is the queue: workers claim it by conditional UPDATE.

    Unique by the bytes, the recipe and the unit, so that the same file sent twice is converted once.
    """

    source_sha256 = models.CharField(max_length=64)
    # Where a worker finds the bytes; any source with this sha256 would do.
    source_key = models.CharField(max_length=200)
    recipe = models.CharField(max_length=40)
    recipe_version = models.PositiveIntegerField()
    # The unit that the merchant has chosen; "" is as the file declares it or as the pipeline guesses it.
    unit = models.CharField(max_length=4, choices=Unit, blank=True, db_default="")
    # The pipeline's name for the kind of file; "" leaves it to the pipeline to see.
    source_format = models.CharField(max_length=12, blank=True, db_default="")
    # Nobody waits for it, so it has a queue and a worker of its own.
    is_background = models.BooleanField(default=False, db_default=False)
    state = models.CharField(max_length=10, choices=ConversionState, default=ConversionState.QUEUED)
    stage = models.CharField(max_length=60, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    # The fencing token: only the worker that holds the current one may write results.
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    available_at = models.DateTimeField(default=timezone.now)
    fault = models.TextField(blank=True)
    report = models.JSONField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source_sha256", "recipe", "recipe_version", "unit"],
                name="conversion_once_a_file_recipe_and_unit",
            ),
            models.CheckConstraint(name="conversion_percent_in_range", condition=Q(percent__lte=100)),
            models.CheckConstraint(
                name="conversion_running_is_leased",
                condition=~Q(state=ConversionState.RUNNING)
                | Q(lease_token__isnull=False, lease_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["available_at"],
                name="conversion_waiting",
                condition=Q(state__in=[ConversionState.QUEUED, ConversionState.RUNNING]),
            ),
            models.Index(
                fields=["recipe", "recipe_version"],
                name="conversion_unfinished",
                condition=Q(
                    state__in=[
                        ConversionState.QUEUED,
                        ConversionState.RUNNING,
                        ConversionState.DEAD,
                        ConversionState.SUPERSEDED,
                    ]
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipe} v{self.recipe_version} of {self.source_sha256[:12]}"


class Rendition(models.Model):
    """A file that a conversion made. Its key holds its content's hash, so it never changes."""

    conversion = models.ForeignKey(Conversion, on_delete=models.CASCADE, related_name="renditions")
    role = models.CharField(max_length=20, choices=RenditionRole)
    # "" is the model as it opens; otherwise a name out of KHR_materials_variants.
    material_variant = models.CharField(max_length=120, blank=True)
    key = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    bytes = models.BigIntegerField()
    content_type = models.CharField(max_length=60)
    triangles = models.PositiveIntegerField(null=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["role", "material_variant"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversion", "role", "material_variant"], name="rendition_once_a_role_and_variant"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.material_variant}".strip()


class Finding(models.Model):
    """Something the pipeline saw in the file, in the merchant's words."""

    conversion = models.ForeignKey(Conversion, on_delete=models.CASCADE, related_name="findings")
    position = models.PositiveSmallIntegerField()
    severity = models.CharField(max_length=10, choices=Severity)
    code = models.CharField(max_length=60)
    message = models.TextField()
    place = models.CharField(max_length=200, blank=True)
    fix = models.TextField(blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["conversion", "position"], name="finding_once_a_position"),
        ]

    def __str__(self) -> str:
        return self.code


class RevisionQuerySet(TenantQuerySet["Revision"]):
    merchant_path = "asset__merchant"


class Revision(models.Model):
    """A finished state of an asset that can be published. What it looks like never changes: orders point to it.

    `conversion` moves on to a later one of the same bytes and unit that made smaller files of them.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    # Its index is that of the constraint below.
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="revisions", db_index=False)
    unit = models.CharField(max_length=4, choices=Unit, blank=True, db_default="")
    conversion = models.ForeignKey(Conversion, on_delete=models.PROTECT, related_name="revisions")
    created_at = models.DateTimeField(default=timezone.now)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["asset", "number"], name="revision_number_once_an_asset"),
            models.UniqueConstraint(fields=["source", "unit"], name="revision_once_a_source_and_unit"),
        ]

    def __str__(self) -> str:
        return f"Revision {self.number}"
