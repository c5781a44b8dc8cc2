"""What can be put into a cart, how many there are and where, and how that came to be."""

from collections.abc import Iterable
from dataclasses import dataclass

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Now, Upper
from stdnum import ean

from accounts.models import Merchant
from accounts.tenancy import TenantQuerySet
from catalog.models.products import Product
from catalog.models.triggers.offers import (
    BEGIN_AND_END_LEDGER,
    KEEP_LEDGER,
    TAKE_LOCATION,
    TAKE_OTHER_LOCATION,
    WRITTEN_BY_TRIGGER,
)
from catalog.models.triggers.options import FOLLOW_VALUES
from catalog.models.triggers.products import (
    ANNOUNCE_NEW_AND_GONE_STOCK,
    ANNOUNCE_STOCK,
    TAKE_MERCHANT,
    TOUCH_PRODUCT_OF_VARIANT,
)
from catalog.sizes import Size
from catalog.states import StockReason

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
    # The keys of its options' values, NULL without any; set by trigger, which also lets name, look and swatch follow.
    combination = models.TextField(null=True, editable=False)  # noqa: DJ001  # null: many may have none
    is_active = models.BooleanField("is offered", default=True)

    objects = VariantQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "sku"], name="variant_sku_once_a_merchant"),
            # Deferred, so that two variants can change places.
            models.UniqueConstraint(
                fields=["product", "combination"],
                name="variant_combination_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(name="variant_gtin_is_a_number", condition=Q(gtin__regex=GTIN)),
        ]
        indexes = [GinIndex(OpClass(Upper("sku"), name="gin_trgm_ops"), name="variant_sku_parts")]
        triggers = [TAKE_MERCHANT, FOLLOW_VALUES, TOUCH_PRODUCT_OF_VARIANT]

    def __str__(self) -> str:
        return f"{self.product}, {self.name}"

    @property
    def stated_size(self) -> Size:
        """In millimetres."""
        return Size(self.width_mm, self.depth_mm, self.height_mm)


class StockLocationQuerySet(TenantQuerySet["StockLocation"]):
    pass


class StockLocation(models.Model):
    """A place where a merchant keeps things. The default one is made by the database with the first stock."""

    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="stock_locations")
    name = models.CharField(max_length=80)
    is_default = models.BooleanField(default=False, editable=False)

    objects = StockLocationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "name"], name="stock_location_once_a_name"),
            models.UniqueConstraint(
                fields=["merchant"], name="stock_location_one_default", condition=Q(is_default=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StockQuerySet(TenantQuerySet["Stock"]):
    merchant_path = "variant__product__merchant"

    def at(self, location_id: int | None) -> "StockQuerySet":
        """At this location; at the default ones when it is None."""
        return (
            self.filter(location__is_default=True)
            if location_id is None
            else self.filter(location=location_id)
        )


class Stock(models.Model):
    """How many of a variant lie at a location. `allocated` is promised to orders that have not left the house.

    Every change of `on_hand` leaves a `StockEntry`, whoever makes it. Where orders come in a rush, most of it lies in
    rows of its own, the buckets, so that they need not queue for one (`catalog/services/spread_stock.py`).
    """

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="stock")
    # The merchant's default one unless another is named; set by trigger.
    location = models.ForeignKey(StockLocation, on_delete=models.PROTECT, related_name="stock")
    on_hand = models.PositiveIntegerField(default=0)
    allocated = models.PositiveIntegerField(default=0, editable=False)
    # 0 is the row on which people book; the others are its buckets.
    bucket = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    # Of the row on which people book: whether there are to be buckets.
    is_hot = models.BooleanField("sells in a rush", default=False, db_default=False, editable=False)
    # When orders last queued here so that the shop made it hot by itself; NULL where a person has said so.
    heated_at = models.DateTimeField(null=True, editable=False)

    objects = StockQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "stock"
        constraints = [
            models.UniqueConstraint(fields=["variant", "location", "bucket"], name="stock_once_a_bucket"),
            models.CheckConstraint(name="stock_bucket_not_hot", condition=Q(is_hot=False) | Q(bucket=0)),
            models.CheckConstraint(name="stock_never_oversold", condition=Q(allocated__lte=F("on_hand"))),
        ]
        triggers = [
            *(ANNOUNCE_STOCK, ANNOUNCE_NEW_AND_GONE_STOCK, TAKE_LOCATION, TAKE_OTHER_LOCATION),
            *(KEEP_LEDGER, BEGIN_AND_END_LEDGER),
        ]

    def __str__(self) -> str:
        return f"{self.on_hand - self.allocated} of {self.on_hand}"

    @property
    def available(self) -> int:
        return self.on_hand - self.allocated


class StockEntryQuerySet(TenantQuerySet["StockEntry"]):
    merchant_path = "stock__variant__product__merchant"


class StockEntry(models.Model):
    """One change of what is on hand. Written by trigger alone and never changed; the sum is what is on hand.

    No constraints on what it points to: it outlives that.
    """

    stock = models.ForeignKey(Stock, on_delete=models.DO_NOTHING, db_constraint=False, related_name="entries")
    delta = models.BigIntegerField()
    reason = models.CharField(max_length=12, choices=StockReason)
    # What it was booked for, such as a delivery note. Booked once for each reason.
    reference = models.CharField(max_length=120, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
    )
    created_at = models.DateTimeField(db_default=Now())

    objects = StockEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "stock entries"
        constraints = [
            models.UniqueConstraint(
                fields=["stock", "reason", "reference"],
                name="stock_entry_once_a_reference",
                condition=~Q(reference=""),
            ),
        ]
        triggers = [
            WRITTEN_BY_TRIGGER,
            pgtrigger.Protect(name="stay_as_written", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.delta:+} {self.reason}"


@dataclass(frozen=True)
class StockAtPlace:
    """What lies at one place in all its rows. `main` is the row on which people book."""

    main: Stock
    on_hand: int
    allocated: int

    @property
    def location(self) -> StockLocation:
        return self.main.location

    @property
    def available(self) -> int:
        return self.on_hand - self.allocated


def by_place(rows: Iterable[Stock]) -> list[StockAtPlace]:
    """The rows of one variant summed up by place, in the order of the places' first rows."""
    places: dict[int, list[Stock]] = {}
    for row in sorted(rows, key=lambda row: row.pk):
        places.setdefault(row.location_id, []).append(row)
    return [
        StockAtPlace(
            main=min(there, key=lambda row: row.bucket),
            on_hand=sum(row.on_hand for row in there),
            allocated=sum(row.allocated for row in there),
        )
        for there in places.values()
    ]


def available_of(variant: str) -> Coalesce:
    """What can be sold over all locations, for a query whose rows name their variant by the field `variant`."""
    rows = Stock.objects.filter(variant=OuterRef(variant)).order_by().values("variant")
    total = rows.annotate(left=Sum(F("on_hand") - F("allocated"))).values("left")
    return Coalesce(Subquery(total), 0)
