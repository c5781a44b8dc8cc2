"""The queue between PostgreSQL and the mirror, and what has come of it."""

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from catalog.models.triggers.changes import NOTE_CHANGES


class MirrorEntryQuerySet(models.QuerySet["MirrorEntry"]):
    def open(self) -> "MirrorEntryQuerySet":
        """Neither done nor given up."""
        return self.filter(done_at__isnull=True, dead_at__isnull=True)

    def begun(self) -> "MirrorEntryQuerySet":
        """Open, of changes that have happened; the start or end of a price may be still to come."""
        return self.open().filter(created_at__lte=Now())

    def due(self) -> "MirrorEntryQuerySet":
        """Open and nobody's at the moment, by the database's clock; oldest first."""
        return self.open().filter(available_at__lte=Now()).order_by("available_at", "pk")


class MirrorEntry(models.Model):
    """That the document at an address of the mirror is out of date. Written by trigger, taken by the relay.

    No foreign key: the entry of a deleted product outlives it, to become a tombstone.
    """

    product_id = models.BigIntegerField()
    slug = models.CharField(max_length=80)
    # The product's version after the change; empty when its stock changed, which gives no version of its own.
    version = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())
    # While a relay works on an entry, this is when another one may take it over.
    available_at = models.DateTimeField(default=timezone.now, db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    last_error = models.TextField(blank=True, default="", db_default="")
    done_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)

    objects = MirrorEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "mirror entries"
        triggers = [NOTE_CHANGES]
        indexes = [
            models.Index(
                fields=["available_at", "id"],
                name="mirror_entry_waiting",
                condition=models.Q(done_at__isnull=True, dead_at__isnull=True),
            ),
            models.Index(
                fields=["done_at"], name="mirror_entry_done", condition=models.Q(done_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} v{self.version}"


class ProductChange(models.Model):
    """Since when readers see at an address what they see: one row for each that ever showed a product.

    Written by trigger, when the mirror has what changed, and by `catalog.mirror.noting` for what came past its queue. It
    outlives the product, so that whoever follows the changes hears of its end.
    """

    slug = models.CharField(max_length=80, primary_key=True)
    version = models.BigIntegerField()
    # Never goes back, and never comes to be seen after a later one; `position` orders those of one instant.
    changed_at = models.DateTimeField()
    position = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["changed_at", "position"], name="product_change_in_order")]

    def __str__(self) -> str:
        return f"{self.slug} v{self.version}"
