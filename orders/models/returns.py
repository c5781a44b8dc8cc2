"""What comes back."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Merchant
from accounts.tenancy import TenantQuerySet
from orders.models.orders import Order, OrderLine
from orders.states import ReturnReason, ReturnState


class ReturnQuerySet(TenantQuerySet["Return"]):
    pass


class Return(models.Model):
    """Pieces of one merchant's lines of an order on their way back, or back."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="returns", db_index=False)
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="+")
    # Within the order, from 1.
    number = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=12, choices=ReturnReason)
    # What the buyer says about it.
    note = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=12, choices=ReturnState, default=ReturnState.REQUESTED)
    # What the merchant says of their decision; the buyer reads it.
    answer = models.CharField(max_length=500, blank=True)
    # What whoever asked called it, so that asking twice announces once.
    return_key = models.UUIDField(null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        ordering = ["order", "number"]
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="return_once_a_number"),
            models.UniqueConstraint(fields=["order", "merchant", "return_key"], name="return_once_a_key"),
            models.CheckConstraint(
                name="return_decided_when_not_requested",
                condition=Q(state=ReturnState.REQUESTED, decided_at=None)
                | ~Q(state=ReturnState.REQUESTED) & Q(decided_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["merchant", "order"],
                name="return_waiting",
                condition=Q(state=ReturnState.REQUESTED),
            ),
        ]

    def __str__(self) -> str:
        return f"Return {self.number} of order {self.order_id}"


class ReturnLineQuerySet(TenantQuerySet["ReturnLine"]):
    merchant_path = "of_return__merchant"


class ReturnLine(models.Model):
    """How many of an order line come back, and how many of them went back on the shelf."""

    of_return = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="lines", db_index=False)
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="returns")
    quantity = models.PositiveSmallIntegerField()
    restocked = models.PositiveSmallIntegerField(default=0)

    objects = ReturnLineQuerySet.as_manager()

    class Meta:
        ordering = ["line__position"]
        constraints = [
            models.UniqueConstraint(fields=["of_return", "line"], name="return_line_once"),
            models.CheckConstraint(name="return_line_quantity_positive", condition=Q(quantity__gte=1)),
            models.CheckConstraint(
                name="return_line_restocked_in_range",
                condition=Q(restocked__gte=0, restocked__lte=F("quantity")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of line {self.line_id}"
