"""What left the house: shipments with what was in them."""

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from accounts.models import Merchant
from accounts.tenancy import TenantQuerySet
from orders.models.orders import Order, OrderLine

# In characters.
MOST_OF_A_CARRIER = 40
MOST_OF_A_NUMBER = 60
MOST_OF_AN_ADDRESS = 300


class FulfilmentQuerySet(TenantQuerySet["Fulfilment"]):
    pass


class Fulfilment(models.Model):
    """A shipment of some of one merchant's lines of an order. Written by `fulfil` alone; how it is followed may change."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="fulfilments", db_index=False)
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="+")
    # Within the order, from 1.
    number = models.PositiveSmallIntegerField()
    # A code of `orders.carriers`, the name of another carrier, or "" for none.
    carrier = models.CharField(max_length=MOST_OF_A_CARRIER, blank=True)
    tracking_number = models.CharField(max_length=MOST_OF_A_NUMBER, blank=True)
    tracking_url = models.URLField(max_length=MOST_OF_AN_ADDRESS, blank=True)
    # What whoever asked called it, so that asking twice ships once.
    fulfilment_key = models.UUIDField(null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField()

    objects = FulfilmentQuerySet.as_manager()

    class Meta:
        ordering = ["order", "number"]
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="fulfilment_once_a_number"),
            models.UniqueConstraint(fields=["order", "fulfilment_key"], name="fulfilment_once_a_key"),
        ]
        indexes = [
            models.Index(
                OpClass(Upper("tracking_number"), name="text_pattern_ops"),
                name="fulfilment_number_begins",
                condition=~Q(tracking_number=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Shipment {self.number} of order {self.order_id}"


class FulfilmentLineQuerySet(TenantQuerySet["FulfilmentLine"]):
    merchant_path = "fulfilment__merchant"


class FulfilmentLine(models.Model):
    """How many of an order line are in a shipment."""

    fulfilment = models.ForeignKey(Fulfilment, on_delete=models.CASCADE, related_name="lines", db_index=False)
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="fulfilments")
    quantity = models.PositiveSmallIntegerField()

    objects = FulfilmentLineQuerySet.as_manager()

    class Meta:
        ordering = ["line__position"]
        constraints = [
            models.UniqueConstraint(fields=["fulfilment", "line"], name="fulfilment_line_once"),
            models.CheckConstraint(name="fulfilment_line_quantity_positive", condition=Q(quantity__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of line {self.line_id}"
