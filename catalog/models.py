"""What is sold: categories, products, variants, prices and stock, and the queue of the mirror."""

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Merchant
from accounts.tenancy import TenantQuerySet
from assets3d.models import Asset
from catalog.states import ProductState


class Category(models.Model):
    """A shelf of the shop."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    description = models.CharField(max_length=300, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "categories"
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class ProductQuerySet(TenantQuerySet["Product"]):
    def published(self) -> "ProductQuerySet":
        return self.filter(state=ProductState.PUBLISHED)


class Product(models.Model):
    """Something a merchant sells, in one or more variants. `version` grows with every change, by trigger."""

    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="products")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="products")
    asset = models.ForeignKey(
        Asset,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="products",
        verbose_name="3D model",
    )
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=80, unique=True)
    tagline = models.CharField(max_length=160, blank=True)
    description = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=ProductState, default=ProductState.DRAFT, editable=False)
    version = models.BigIntegerField(default=1, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="product_published_since",
                condition=~Q(state=ProductState.PUBLISHED) | Q(published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class VariantQuerySet(TenantQuerySet["Variant"]):
    merchant_path = "product__merchant"


class Variant(models.Model):
    """One thing that can be put into a cart."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="variants")
    # The product's merchant again, so that the database can keep article numbers apart; set by trigger.
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, editable=False, related_name="+")
    sku = models.CharField("SKU", max_length=60)
    name = models.CharField(max_length=80)
    position = models.PositiveIntegerField(default=0)
    # A name out of the model's KHR_materials_variants; "" shows the model as it opens.
    material_variant = models.CharField(max_length=120, blank=True)
    swatch = models.CharField(
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^#[0-9a-f]{6}$", "A colour is written like #a1b2c3.")],
        help_text="The colour of its button on the product page, such as #a1b2c3.",
    )
    width_mm = models.PositiveIntegerField(null=True, blank=True)
    depth_mm = models.PositiveIntegerField(null=True, blank=True)
    height_mm = models.PositiveIntegerField(null=True, blank=True)
    weight_g = models.PositiveIntegerField(null=True, blank=True)
    is_active = models.BooleanField("is offered", default=True)

    objects = VariantQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "sku"], name="variant_sku_once_a_merchant"),
        ]

    def __str__(self) -> str:
        return f"{self.product} – {self.name}"


class Price(models.Model):
    """What a variant costs in one currency, in its minor units."""

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="prices")
    currency = models.CharField(max_length=3, default="EUR")
    amount_minor = models.BigIntegerField("amount (cents)", validators=[MinValueValidator(0)])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["variant", "currency"], name="price_once_a_currency"),
            models.CheckConstraint(name="price_not_negative", condition=Q(amount_minor__gte=0)),
            models.CheckConstraint(
                name="price_currency_is_a_code", condition=Q(currency__regex=r"^[A-Z]{3}$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency}"


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

    def __str__(self) -> str:
        return f"{self.on_hand - self.allocated} of {self.on_hand}"

    @property
    def available(self) -> int:
        return self.on_hand - self.allocated


class MirrorEntry(models.Model):
    """That a product's document in the mirror is out of date. Written by trigger, taken by the relay.

    No foreign key: the entry of a deleted product outlives it, to become a tombstone.
    """

    product_id = models.BigIntegerField()
    slug = models.CharField(max_length=80)
    # The product's version after the change.
    version = models.BigIntegerField()
    created_at = models.DateTimeField(default=timezone.now, db_default=models.functions.Now())
    available_at = models.DateTimeField(default=timezone.now, db_default=models.functions.Now())
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    last_error = models.TextField(blank=True, db_default="")
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "mirror entries"
        indexes = [
            models.Index(
                fields=["available_at", "id"],
                name="mirror_entry_waiting",
                condition=Q(done_at__isnull=True, dead_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} v{self.version}"
