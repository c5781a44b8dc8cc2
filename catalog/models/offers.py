"""Variants and how many there are."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from stdnum import ean

from accounts.models import Merchant
from accounts.tenancy import TenantQuerySet
from catalog.models.products import Product
from catalog.models.triggers import (
    ANNOUNCE_STOCK,
    TAKE_MERCHANT,
    TOUCH_PRODUCT_OF_VARIANT,
)
from catalog.sizes import Size

GTIN = r"^([0-9]{8}|[0-9]{12,14})?$"


def require_gtin(number: str) -> None:
    """Raise ValidationError unless this is a GTIN-8, -12, -13 or -14 whose last digit belongs to the others.

    Source: GS1 General Specifications, section 7.9.1.
    """
    if not number.isdigit() or not ean.is_valid(number):
        raise ValidationError("This is not a GTIN: a digit is wrong or missing.", code="bad_gtin")


class VariantQuerySet(TenantQuerySet["Variant"]):
    merchant_path = "product__merchant"


class Variant(models.Model):
    """One thing that can be put into a cart."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="variants")
    # The product's merchant again, so that the database can keep article numbers apart; set by trigger.
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, editable=False, related_name="+")
    sku = models.CharField("SKU", max_length=60)
    gtin = models.CharField(
        "GTIN",
        max_length=14,
        blank=True,
        default="",
        db_default="",
        validators=[require_gtin],
        help_text="The number below the bar code.",
    )
    mpn = models.CharField(
        "MPN",
        max_length=70,
        blank=True,
        default="",
        db_default="",
        help_text="What its maker calls this article.",
    )
    name = models.CharField(max_length=80)
    position = models.PositiveIntegerField(default=0)
    # A name out of the model's KHR_materials_variants; "" shows the model as it opens.
    material_variant = models.CharField("look of the 3D model", max_length=120, blank=True)
    swatch = models.CharField(
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^#[0-9a-f]{6}$", "A colour is written like #a1b2c3.")],
        help_text="The colour of its button on the product page.",
    )
    width_mm = models.PositiveIntegerField("width (mm)", null=True, blank=True)
    depth_mm = models.PositiveIntegerField("depth (mm)", null=True, blank=True)
    height_mm = models.PositiveIntegerField("height (mm)", null=True, blank=True)
    weight_g = models.PositiveIntegerField("weight (g)", null=True, blank=True)
    is_active = models.BooleanField("is offered", default=True)

    objects = VariantQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "sku"], name="variant_sku_once_a_merchant"),
            models.CheckConstraint(name="variant_gtin_is_a_number", condition=Q(gtin__regex=GTIN)),
        ]
        triggers = [TAKE_MERCHANT, TOUCH_PRODUCT_OF_VARIANT]

    def __str__(self) -> str:
        return f"{self.product}, {self.name}"

    @property
    def stated_size(self) -> Size:
        """In millimetres."""
        return Size(self.width_mm, self.depth_mm, self.height_mm)


class Stock(models.Model):
    """How many of a variant there are. `allocated` is promised to orders that have not left the house."""

    variant = models.OneToOneField(Variant, on_delete=models.CASCADE, related_name="stock")
    on_hand = models.PositiveIntegerField(default=0)
    allocated = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name_plural = "stock"
        constraints = [
            models.CheckConstraint(name="stock_never_oversold", condition=Q(allocated__lte=F("on_hand"))),
        ]
        triggers = [ANNOUNCE_STOCK]

    def __str__(self) -> str:
        return f"{self.on_hand - self.allocated} of {self.on_hand}"

    @property
    def available(self) -> int:
        return self.on_hand - self.allocated
