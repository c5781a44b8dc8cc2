"""What searching reads: an entry a product on sale, counts of facets, known words, synonyms, and the queue behind them.

Nothing here has foreign keys: entries follow products through the queue, some seconds later, and lock none of them.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

LONGEST_WORD = 60


class SearchEntry(models.Model):
    """A product on sale as searching sees it, in the shop's currency. Written by `catalog.search.refresh` alone.

    `facets` are texts such as "price:2", "available:yes", "colour:Moss", "option:size:Large", and "attribute:7:31" for
    what is said of it: `catalog.search.attributes` tells what they mean. The sides are those of a box, in
    millimetres from short to long; each is the least of all variants, empty where no variant has three sides.
    """

    product_id = models.BigIntegerField(primary_key=True)
    category_id = models.BigIntegerField()
    published_at = models.DateTimeField()
    lowest_minor = models.BigIntegerField()
    is_available = models.BooleanField()
    short_mm = models.IntegerField(null=True)
    middle_mm = models.IntegerField(null=True)
    long_mm = models.IntegerField(null=True)
    words = SearchVectorField()
    facets = ArrayField(models.CharField(max_length=100))

    class Meta:
        indexes = [
            models.Index(F("published_at").desc(), F("product_id").desc(), name="search_newest"),
            models.Index(fields=["lowest_minor", "product_id"], name="search_price"),
            models.Index(
                F("category_id"),
                F("published_at").desc(),
                F("product_id").desc(),
                name="search_category_newest",
            ),
            models.Index(fields=["category_id", "lowest_minor", "product_id"], name="search_category_price"),
            models.Index(fields=["long_mm"], name="search_long_side", condition=Q(long_mm__isnull=False)),
            GinIndex(fields=["words"], name="search_words", fastupdate=False),
            GinIndex(fields=["facets"], name="search_facets", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"search entry of product {self.product_id}"


class SearchChange(models.Model):
    """That a product's entry is out of date. Written by trigger, one a change, so that none can be lost."""

    product_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"change of product {self.product_id}"


class FilterChange(models.Model):
    """That an attribute became a filter, or is none any more: the entries of all products that say it are out of date.

    The relay has brought those up to date whose key is not above `after_id`.
    """

    attribute_id = models.BigIntegerField()
    after_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"change of filter {self.attribute_id}, done up to product {self.after_id}"


class FacetCount(models.Model):
    """How many entries of a category have a facet."""

    category_id = models.BigIntegerField()
    facet = models.CharField(max_length=100)
    products = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["category_id", "facet"], name="facet_count_once"),
        ]

    def __str__(self) -> str:
        return f"{self.facet} in {self.category_id}: {self.products}"


class SearchWord(models.Model):
    """A word that products on sale are named with, for mending what people mistype."""

    word = models.CharField(max_length=LONGEST_WORD, primary_key=True)

    class Meta:
        indexes = [GistIndex(fields=["word"], name="search_word_likeness", opclasses=["gist_trgm_ops"])]

    def __str__(self) -> str:
        return self.word


class Synonym(models.Model):
    """Words that mean the same to shoppers: whoever searches for one of them finds all."""

    words = models.CharField(
        max_length=200,
        unique=True,
        validators=[
            RegexValidator(r"^[^,]*\w[^,]*(,[^,]*\w[^,]*)+$", "Write at least two, with commas between.")
        ],
        help_text="With commas between: sofa, couch, settee. In use half a minute after it is saved.",
    )

    class Meta:
        ordering = ["words"]

    def __str__(self) -> str:
        return self.words
