"""What somebody means to buy."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from catalog.models import Variant
from orders.states import CartState

MAX_QUANTITY = 20
MAX_LINES = 50


class CartQuerySet(models.QuerySet["Cart"]):
    def lock(self, token: uuid.UUID | None) -> "Cart | None":
        """The cart with this token, locked until the transaction ends, so that its changes queue up."""
        return self.select_for_update().filter(token=token).first() if token else None


class Cart(models.Model):
    """What somebody means to buy. Who holds the signed token holds the cart; an ordered cart never changes."""

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    currency = models.CharField(max_length=3, default="EUR")
    state = models.CharField(max_length=8, choices=CartState, default=CartState.OPEN)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = CartQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Cart {self.token}"

    @property
    def is_open(self) -> bool:
        return self.state == CartState.OPEN


class CartLine(models.Model):
    """A quantity of one variant, and the price its owner last saw."""

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(MAX_QUANTITY)]
    )
    seen_price_minor = models.BigIntegerField()
    added_at = models.DateTimeField(default=timezone.now)

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
