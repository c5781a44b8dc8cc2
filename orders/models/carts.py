"""What somebody means to buy."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from catalog.models import Variant
from orders.states import CartState

# Of a row: a BIGINT holds no larger one.
LARGEST_ID = 2**63 - 1
MAX_QUANTITY = 20
MAX_LINES = 50
# Of what is put aside for later, which is not counted and not ordered.
MAX_SAVED = 100


class CartQuerySet(models.QuerySet["Cart"]):
    def open(self) -> "CartQuerySet":
        return self.filter(state=CartState.OPEN)

    def lock(self, token: uuid.UUID | None) -> "Cart | None":
        """The cart with this token, locked until the transaction ends, so that its changes queue up."""
        return self.select_for_update().filter(token=token).first() if token else None


class Cart(models.Model):
    """What somebody means to buy. Who holds the signed token holds the cart; an ordered cart never changes, but for what
    was put aside in it, which goes on into the next one.

    user: whose it became when they logged in; carts of others belong to a browser alone.
    version: grows with each change, so that what caches hold can be told from what came before; 0 as a program began it.
    """

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The indexes below find carts by their user.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="carts",
        db_index=False,
    )
    version = models.PositiveIntegerField(db_default=0, default=0)
    currency = models.CharField(max_length=3, default="EUR")
    state = models.CharField(max_length=8, choices=CartState, default=CartState.OPEN)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = CartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                name="cart_one_open_a_user",
                condition=Q(state=CartState.OPEN, user__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["user"], name="cart_of_user", condition=Q(user__isnull=False)),
            models.Index(
                fields=["changed_at"],
                name="cart_left_behind",
                condition=Q(state=CartState.OPEN, user__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"Cart {self.token}"

    @property
    def is_open(self) -> bool:
        return self.state == CartState.OPEN


class CartLineQuerySet(models.QuerySet["CartLine"]):
    def to_buy(self) -> "CartLineQuerySet":
        """Without what is put aside for later."""
        return self.filter(saved_at=None)

    def put_aside(self) -> "CartLineQuerySet":
        return self.exclude(saved_at=None)


class CartLine(models.Model):
    """A quantity of one variant, and the price its owner last saw. With `saved_at` it is put aside for later."""

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines", db_index=False)
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(MAX_QUANTITY)]
    )
    seen_price_minor = models.BigIntegerField()
    added_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(null=True)

    objects = CartLineQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "variant"], name="cart_line_once_a_variant"),
            models.CheckConstraint(
                name="cart_line_quantity_in_range", condition=Q(quantity__gte=1, quantity__lte=MAX_QUANTITY)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.variant}"
