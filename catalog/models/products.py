"""Products."""

from datetime import datetime

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Now, Upper
from django.utils import timezone

from accounts.models import Merchant
from accounts.tenancy import TenantQuerySet
from assets3d.models import Asset
from catalog.models.categories import SLUG, Category
from catalog.models.triggers.collections import QUEUE_COLLECTIONS_OF_PRODUCT
from catalog.models.triggers.products import ANNOUNCE_PRODUCT, NUMBER_PRODUCT, QUEUE_SEARCH
from catalog.states import ProductState

# A language, perhaps its script, perhaps its region: de, sr-Latn, pt-BR, zh-Hant-TW (RFC 5646, section 2.1).
LANGUAGE = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"


class ProductQuerySet(TenantQuerySet["Product"]):
    def published(self) -> "ProductQuerySet":
        return self.filter(state=ProductState.PUBLISHED)

    def due(self, now: datetime) -> "ProductQuerySet":
        """Scheduled, and their time has come."""
        return self.filter(state=ProductState.SCHEDULED, publish_at__lte=now)

    def for_sale(self, currency: str) -> "ProductQuerySet":
        """Published, with at least one variant that is offered at a price now."""
        offers = Product.objects.filter(
            pk=OuterRef("pk"),
            variants__is_active=True,
            variants__prices__currency=currency,
            variants__prices__valid__contains=Now(),
        )
        return self.published().filter(Exists(offers))

    def on_shelf(self, category_slug: str) -> "ProductQuerySet":
        """Those in this category and in all below it."""
        shelf = Category.objects.filter(slug=category_slug).order_by()
        below = Category.objects.filter(path__startswith=Subquery(shelf.values("path"))).order_by()
        return self.filter(category__in=below)


class ProductType(models.Model):
    """What sort of thing a product is; says which attributes are asked for."""

    name = models.CharField(max_length=80, unique=True)
    # Not "attributes": a field of that name hides those of its form from scripts, which then show no page.
    asked_attributes = models.ManyToManyField("catalog.Attribute", related_name="types", blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TaxClass(models.Model):
    """Products that are taxed alike, such as books; what rate that is depends on the country and the day."""

    code = models.SlugField(
        max_length=20, unique=True, help_text="What programs call it; it stays as it is once given."
    )
    name = models.CharField(max_length=60)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "tax classes"
        constraints = [models.CheckConstraint(name="tax_class_code_is_a_code", condition=Q(code__regex=SLUG))]
        # Documents hold the code.
        triggers = [pgtrigger.ReadOnly(name="code_stays", fields=["code"])]

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """Something a merchant sells, in one or more variants."""

    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="products")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="products")
    product_type = models.ForeignKey(
        ProductType,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="products",
        verbose_name="type",
        help_text="Says which attributes there are below, once it is saved.",
    )
    tax_class = models.ForeignKey(
        TaxClass,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="products",
        help_text="The standard one unless another is chosen.",
    )
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
    # What the words above and below are in, as BCP 47 has it.
    language = models.CharField(
        max_length=12,
        default=settings.LANGUAGE_CODE,
        db_default=settings.LANGUAGE_CODE,
    )
    seo_title = models.CharField(
        "title", max_length=70, blank=True, default="", db_default="", help_text="In place of the name."
    )
    seo_description = models.CharField(
        "description",
        max_length=160,
        blank=True,
        default="",
        db_default="",
        help_text="In place of the line below the name.",
    )
    state = models.CharField(max_length=10, choices=ProductState, default=ProductState.DRAFT, editable=False)
    # Set by trigger alone; grows with every change to the product and to what its document is made of.
    version = models.BigIntegerField(default=1, editable=False)
    # The first time it was; a product that comes back keeps its place among the newest.
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    publish_at = models.DateTimeField(
        "goes on sale at",
        null=True,
        blank=True,
        help_text="In the shop's time zone. It goes on sale by itself once it is scheduled with the button below.",
    )
    # Why it did not go on sale when it was due; empty once it is scheduled or published again.
    schedule_note = models.TextField("not published", blank=True, default="", db_default="", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # Since when it has its version; set by trigger alone, and empty where that was before anything kept it.
    changed_at = models.DateTimeField(null=True, editable=False)

    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="product_published_since",
                condition=~Q(state=ProductState.PUBLISHED) | Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="product_scheduled_for",
                condition=~Q(state=ProductState.SCHEDULED) | Q(publish_at__isnull=False),
            ),
            models.CheckConstraint(name="product_language_is_a_tag", condition=Q(language__regex=LANGUAGE)),
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
            models.Index(
                fields=["publish_at"],
                name="product_scheduled",
                condition=Q(state=ProductState.SCHEDULED),
            ),
            # The admin's list in its order, of the whole shop and of one merchant.
            models.Index(F("created_at").desc(), F("id").desc(), name="product_created"),
            models.Index(
                F("merchant"), F("created_at").desc(), F("id").desc(), name="product_created_of_merchant"
            ),
            # Its search, by parts of words in any case.
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="product_name_parts"),
            GinIndex(OpClass(Upper("slug"), name="gin_trgm_ops"), name="product_slug_parts"),
        ]
        triggers = [NUMBER_PRODUCT, ANNOUNCE_PRODUCT, QUEUE_SEARCH, QUEUE_COLLECTIONS_OF_PRODUCT]

    def __str__(self) -> str:
        return self.name
