"""Lists of products that merchants send, what is wrong with them, and what came of them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Merchant
from accounts.tenancy import TenantQuerySet
from catalog.models.categories import Category
from catalog.models.media import ProductMedia
from catalog.models.products import Product
from catalog.states import WORKING_IMPORTS, ImportState, ListFormat, WantedState


class ImportJobQuerySet(TenantQuerySet["ImportJob"]):
    def working(self) -> "ImportJobQuerySet":
        return self.filter(state__in=WORKING_IMPORTS)


class ImportJob(models.Model):
    """One list, read twice: to check it, then to take it. The row is the queue.

    `position` counts the products that are dealt with in this round, in the file's order; it and the counts
    are written in the transaction that deals with the product, so that a worker that dies costs nothing.
    """

    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="imports")
    # Where products go whose list names no category of this shop.
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    format = models.CharField(max_length=10, choices=ListFormat)
    # Lists do not say it.
    currency = models.CharField(max_length=3)
    filename = models.CharField(max_length=255)
    key = models.CharField(max_length=200, unique=True, editable=False)
    bytes = models.BigIntegerField(editable=False)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.CHECKING, editable=False)
    refusal_code = models.CharField(max_length=60, blank=True, editable=False)
    refusal = models.TextField(blank=True, editable=False)
    # None until the file has been read once in this round.
    products = models.PositiveIntegerField(null=True, editable=False)
    rows = models.PositiveIntegerField(null=True, editable=False)
    # Name of a column that is not taken -> how many of its cells are filled.
    left_out = models.JSONField(default=dict, editable=False)
    # Names of attributes that the shop had not and that the products of this round need.
    new_attributes = models.JSONField(default=list, db_default=Value([], models.JSONField()), editable=False)
    position = models.PositiveIntegerField(default=0, editable=False)
    created = models.PositiveIntegerField(default=0, editable=False)
    changed = models.PositiveIntegerField(default=0, editable=False)
    unchanged = models.PositiveIntegerField(default=0, editable=False)
    refused = models.PositiveIntegerField(default=0, editable=False)
    # All that were found; only the first of them are kept.
    problems_found = models.PositiveIntegerField(default=0, editable=False)
    # Claims since something was last finished.
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    lease_token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        verbose_name = "import"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="import_counts_each_product_once",
                condition=Q(position=F("created") + F("changed") + F("unchanged") + F("refused")),
            ),
            models.CheckConstraint(
                name="import_currency_is_a_code", condition=Q(currency__regex=r"^[A-Z]{3}$")
            ),
            models.CheckConstraint(
                name="import_lease_is_whole",
                condition=Q(lease_token__isnull=True, lease_until__isnull=True)
                | Q(lease_token__isnull=False, lease_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["lease_until"], name="import_working", condition=Q(state__in=WORKING_IMPORTS)
            ),
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def percent(self) -> int:
        """Of this round, from 0 to 100."""
        return 100 * self.position // self.products if self.products else 0


class ImportProblem(models.Model):
    """What is wrong at one line of a list. Where it is no refusal, the product was taken all the same."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="problems")
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=60)
    message = models.TextField()
    is_refusal = models.BooleanField(default=True)

    class Meta:
        ordering = ["line", "pk"]
        indexes = [models.Index(fields=["job", "line", "id"], name="import_problem_by_line")]

    def __str__(self) -> str:
        return f"line {self.line}: {self.code}"


class ProductOrigin(models.Model):
    """By which handle a product is called in lists of one kind, so that the next one finds it again."""

    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=10, choices=ListFormat)
    handle = models.CharField(max_length=255)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="origins")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "source", "handle"], name="origin_once_a_handle"),
            models.UniqueConstraint(fields=["product", "source"], name="origin_once_a_product"),
        ]

    def __str__(self) -> str:
        return f"{self.handle} ({self.source})"


class WantedPictureQuerySet(TenantQuerySet["WantedPicture"]):
    merchant_path = "product__merchant"

    def due(self) -> "WantedPictureQuerySet":
        """Those that somebody should look at now, by the database's clock."""
        return self.filter(state=WantedState.WAITING, due_at__lte=Now())


class WantedPicture(models.Model):
    """A picture that a list or a program names for a product, fetched from its address once. The row is the queue.

    Whoever claims it puts `due_at` off, so that it comes to somebody else if its worker dies.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="wanted_pictures")
    # The first list that named it; none where a program did.
    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, null=True, related_name="pictures")
    # As long as an index takes.
    address = models.CharField(max_length=2000)
    position = models.PositiveIntegerField()
    alt = models.CharField(max_length=200, blank=True)
    # Article numbers of the variants that it shows; of none, it shows the product.
    skus = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=WantedState, default=WantedState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(db_default=Now())
    # Why it was not fetched the last time.
    problem_code = models.CharField(max_length=60, blank=True)
    problem = models.TextField(blank=True)
    # Of what came, so that one picture at two addresses is shown once.
    sha256 = models.CharField(max_length=64, blank=True)
    # What became of it; None again once somebody has removed that.
    media = models.ForeignKey(ProductMedia, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = WantedPictureQuerySet.as_manager()

    class Meta:
        ordering = ["product", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["product", "address"], name="wanted_picture_once_a_product"),
            models.CheckConstraint(
                name="wanted_picture_is_what_was_fetched",
                condition=Q(state=WantedState.FETCHED, sha256__regex="^[0-9a-f]{64}$")
                | ~Q(state=WantedState.FETCHED) & Q(sha256="", media__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], name="wanted_picture_due", condition=Q(state=WantedState.WAITING)
            ),
        ]

    def __str__(self) -> str:
        return self.address
