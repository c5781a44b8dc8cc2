"""What API keys open, how far a request has come that must not be carried out twice, and what webhooks tell."""

from django.db import models


class Scope(models.TextChoices):
    """What a program may do that comes with a key."""

    CATALOG_READ = "catalog:read", "Read the merchant's products in every state"
    CATALOG_WRITE = "catalog:write", "Change products, prices and stock"
    ORDERS_READ = "orders:read", "Read the merchant's part of orders, with buyers' addresses"
    ORDERS_WRITE = "orders:write", "Ship, refund and cancel the merchant's part of orders"


class AnswerState(models.TextChoices):
    RUNNING = "running", "Being carried out"
    DONE = "done", "Answered"


class WebhookEvent(models.TextChoices):
    """What merchants' programs can be told of; of an order only what concerns the merchant's lines."""

    ORDER_PLACED = "order.placed", "Order placed, not paid yet"
    ORDER_AUTHORISED = "order.authorised", "Order to ship, charged when it ships"
    ORDER_PAID = "order.paid", "Order paid"
    ORDER_AUTHORISATION_ENDED = "order.authorisation_ended", "Order not to be charged any more"
    ORDER_CANCELLED = "order.cancelled", "Order cancelled"
    ORDER_EXPIRED = "order.expired", "Order not paid in time"
    ORDER_DISPUTED = "order.disputed", "Payment disputed at the buyer's bank"
    ORDER_DISPUTE_WON = "order.dispute_won", "Dispute decided for the shop"
    ORDER_DISPUTE_LOST = "order.dispute_lost", "Dispute decided for the buyer"
    ORDER_FULFILLED = "order.fulfilled", "Lines of the order shipped"
    ORDER_REST_CANCELLED = "order.rest_cancelled", "What was not shipped of the order is not sent"
    ORDER_TRACKING_CHANGED = "order.tracking_changed", "Tracking of a shipment corrected"
    ORDER_REFUND_REQUESTED = "order.refund_requested", "Refund asked for"
    ORDER_REFUNDED = "order.refunded", "Refund done"
    ORDER_REFUND_FAILED = "order.refund_failed", "Refund failed"
    ORDER_RETURN_REQUESTED = "order.return_requested", "Return announced"
    ORDER_RETURN_RECEIVED = "order.return_received", "Return received"
    ORDER_RETURN_REFUSED = "order.return_refused", "Return refused"


class DeliveryState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Arrived"
    FAILED = "failed", "Given up"


class DisabledReason(models.TextChoices):
    """Why an endpoint is told nothing any more."""

    GONE = "gone", "It answered 410 Gone"
    FAILING = "failing", "Nothing arrived for a day"
