"""Categories and the products on them."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Merchant
from accounts.tenancy import TenantQuerySet
from assets3d.models import Asset
from catalog.models.triggers import ANNOUNCE_PRODUCT, NUMBER_PRODUCT, TOUCH_PRODUCTS_OF_CATEGORY
from catalog.states import ProductState

# What Django's <slug:slug> matches. An address outside of it could not be linked to, and one such row would
# break every page that lists it.
SLUG = r"^[-a-zA-Z0-9_]+$"


class Category(models.Model):
    """A shelf of the shop."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    description = models.CharField(max_length=300, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "categories"
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(name="category_slug_is_an_address", condition=Q(slug__regex=SLUG)),
        ]
        triggers = [TOUCH_PRODUCTS_OF_CATEGORY]

    def __str__(self) -> str:
        return self.name


class ProductQuerySet(TenantQuerySet["Product"]):
    def published(self) -> "ProductQuerySet":
        return self.filter(state=ProductState.PUBLISHED)

    def for_sale(self, currency: str) -> "ProductQuerySet":
        """Published, with at least one variant that is offered at a price now."""
        offers = Product.objects.filter(
            pk=OuterRef("pk"),
            variants__is_active=True,
            variants__prices__currency=currency,
            variants__prices__valid__contains=Now(),
        )
        return self.published().filter(Exists(offers))


class Product(models.Model):
    """Something a merchant sells, in one or more variants."""

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
    slug = models.SlugField(
        "address", max_length=80, unique=True, help_text="The last part of the product page's address."
    )
    tagline = models.CharField(max_length=160, blank=True, help_text="One line below the name.")
    description = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=ProductState, default=ProductState.DRAFT, editable=False)
    # Set by trigger alone; grows with every change to the product and to what its document is made of.
    version = models.BigIntegerField(default=1, editable=False)
    # The first time it was; a product that comes back keeps its place among the newest.
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
            models.CheckConstraint(name="product_slug_is_an_address", condition=Q(slug__regex=SLUG)),
        ]
        indexes = [
            models.Index(
                fields=["-published_at", "-id"],
                name="product_newest",
                condition=Q(state=ProductState.PUBLISHED),
            ),
            models.Index(
                fields=["category", "-published_at", "-id"],
                name="product_newest_of_category",
                condition=Q(state=ProductState.PUBLISHED),
            ),
        ]
        triggers = [NUMBER_PRODUCT, ANNOUNCE_PRODUCT]

    def __str__(self) -> str:
        return self.name
