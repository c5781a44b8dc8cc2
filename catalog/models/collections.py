"""Products that somebody has picked and put into an order, whatever categories they are in."""

from django.db import models
from django.db.models import Q

from accounts.models import Merchant
from accounts.tenancy import TenantQuerySet
from catalog.models.categories import SLUG
from catalog.models.products import Product
from catalog.models.triggers.attributes import TOUCH_PRODUCTS_OF_COLLECTION
from catalog.models.triggers.collections import QUEUE_COLLECTION, QUEUE_COLLECTION_OF_ITEM
from catalog.models.triggers.products import TOUCH_PRODUCT_OF_VARIANT

# Of one merchant. Tags of other shops may be as many as products, and then they are no collections.
MOST_COLLECTIONS = 500


class CollectionQuerySet(TenantQuerySet["Collection"]):
    pass


class Collection(models.Model):
    """A merchant's choice out of their products, or the shop's own out of everybody's when it has no merchant."""

    merchant = models.ForeignKey(
        Merchant, on_delete=models.PROTECT, null=True, blank=True, related_name="collections"
    )
    name = models.CharField(max_length=80)
    slug = models.SlugField("address", max_length=60, unique=True)
    description = models.CharField(max_length=300, blank=True)
    is_shown = models.BooleanField("is shown", default=True)
    products = models.ManyToManyField(Product, through="CollectionItem", related_name="collections")

    objects = CollectionQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(name="collection_slug_is_an_address", condition=Q(slug__regex=SLUG)),
        ]
        triggers = [TOUCH_PRODUCTS_OF_COLLECTION, QUEUE_COLLECTION]

    def __str__(self) -> str:
        return self.name


class CollectionItemQuerySet(TenantQuerySet["CollectionItem"]):
    merchant_path = "collection__merchant"


class CollectionItem(models.Model):
    """A product's place in a collection."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="items")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="collection_items")
    position = models.PositiveIntegerField(default=0)

    objects = CollectionItemQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["collection", "product"], name="collection_item_once"),
        ]
        # The last place of a collection, and its products in their order, without looking at all of them.
        indexes = [models.Index(fields=["collection", "position"], name="collection_item_place")]
        triggers = [TOUCH_PRODUCT_OF_VARIANT, QUEUE_COLLECTION_OF_ITEM]

    def __str__(self) -> str:
        return f"{self.product} in {self.collection}"


class CollectionChange(models.Model):
    """That the document of the collection at this address is out of date. Written by trigger, taken by the relay."""

    slug = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.slug
