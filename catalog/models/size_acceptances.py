"""Sizes of 3D models that differ from what is stated, and that somebody has nevertheless approved."""

from django.conf import settings
from django.db import models

from accounts.tenancy import TenantQuerySet
from assets3d.models import Revision
from catalog.models.offers import Variant
from catalog.sizes import Size


class SizeAcceptanceQuerySet(TenantQuerySet["SizeAcceptance"]):
    merchant_path = "variant__product__merchant"


class SizeAcceptance(models.Model):
    """Who accepted, when, that a revision shows a variant in another size than this one, which was stated then.

    It holds for that revision and that size alone: another file or another statement is to be looked at anew.
    """

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="size_acceptances")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    width_mm = models.PositiveIntegerField(null=True)
    depth_mm = models.PositiveIntegerField(null=True)
    height_mm = models.PositiveIntegerField(null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    accepted_at = models.DateTimeField()

    objects = SizeAcceptanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["variant", "revision"], name="size_acceptance_once_a_variant_and_revision"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant} as in {self.revision}"

    @property
    def size(self) -> Size:
        return Size(self.width_mm, self.depth_mm, self.height_mm)
