"""What is bought: carts, orders with copied facts, payments and what providers said about them."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.urls import reverse
from django.utils import timezone

from accounts.models import Merchant
from accounts.tenancy import Actor, TenantQuerySet
from assets3d.models import Revision
from catalog.models import Stock, Variant
from catalog.money import Money
from orders.states import CartState, FulfilmentState, OrderState, PaymentEventKind, PaymentState

MAX_QUANTITY = 20
MAX_LINES = 50
NUMBER_SEQUENCE = "orders_order_number"


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


class OrderQuerySet(TenantQuerySet["Order"]):
    def for_actor(self, actor: Actor) -> "OrderQuerySet":
        """Orders with at least one line of the actor's merchants, each once however many lines."""
        lines = OrderLine.objects.for_actor(actor).filter(order=OuterRef("pk"))
        return self.filter(Exists(lines))


class Order(models.Model):
    """A promise to deliver. Everything shown to the buyer is copied here; outlives products and accounts."""

    # From a sequence of its own, set by the database.
    number = models.BigIntegerField(
        unique=True, editable=False, db_default=Func(Value(NUMBER_SEQUENCE), function="nextval")
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cart = models.OneToOneField(Cart, on_delete=models.PROTECT, editable=False, related_name="order")
    email = models.EmailField("e-mail address")
    # A copy of what was typed: the members of `services.place_order.Address`.
    shipping_address = models.JSONField()
    shipping_method = models.CharField(max_length=60)
    currency = models.CharField(max_length=3)
    lines_minor = models.BigIntegerField()
    shipping_minor = models.BigIntegerField()
    # Prices include tax; this is tax added on top, which a shop with net prices would have.
    tax_minor = models.BigIntegerField(default=0)
    discount_minor = models.BigIntegerField(default=0)
    total_minor = models.BigIntegerField()
    order_state = models.CharField(max_length=12, choices=OrderState, default=OrderState.PLACED)
    payment_state = models.CharField(max_length=12, choices=PaymentState, default=PaymentState.PENDING)
    fulfilment_state = models.CharField(
        max_length=12, choices=FulfilmentState, default=FulfilmentState.UNFULFILLED
    )
    placed_at = models.DateTimeField()
    # Until then the stock is kept for an order that is not paid.
    pay_until = models.DateTimeField()

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                name="order_total_adds_up",
                condition=Q(
                    total_minor=F("lines_minor") + F("shipping_minor") + F("tax_minor") - F("discount_minor")
                ),
            ),
            models.CheckConstraint(
                name="order_amounts_not_negative",
                condition=Q(
                    lines_minor__gte=0,
                    shipping_minor__gte=0,
                    tax_minor__gte=0,
                    discount_minor__gte=0,
                    total_minor__gte=0,
                ),
            ),
            models.CheckConstraint(
                name="order_confirmed_is_paid",
                condition=~Q(order_state=OrderState.CONFIRMED) | Q(payment_state=PaymentState.CAPTURED),
            ),
        ]
        indexes = [
            models.Index(
                fields=["pay_until"], name="order_unpaid", condition=Q(order_state=OrderState.PLACED)
            ),
        ]

    def __str__(self) -> str:
        return f"Order {self.number}"

    @property
    def page_path(self) -> str:
        """Of the page that its buyer alone knows. Not get_absolute_url: the admin would lead merchants there."""
        return reverse("orders:order", args=[self.public_id])

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.currency)


class OrderLineQuerySet(TenantQuerySet["OrderLine"]):
    pass


class OrderLine(models.Model):
    """What was bought, in the words, price and 3D revision of that moment."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    sku = models.CharField("SKU", max_length=60)
    product_name = models.CharField(max_length=120)
    variant_name = models.CharField(max_length=80)
    quantity = models.PositiveSmallIntegerField()
    unit_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, related_name="+")
    material_variant = models.CharField(max_length=120, blank=True)
    poster_key = models.CharField(max_length=200, blank=True)
    # Each merchant sends their own lines.
    shipped_at = models.DateTimeField(null=True)

    objects = OrderLineQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="order_line_once_a_position"),
            models.CheckConstraint(
                name="order_line_total_adds_up", condition=Q(total_minor=F("unit_minor") * F("quantity"))
            ),
            models.CheckConstraint(name="order_line_quantity_positive", condition=Q(quantity__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.name}"

    @property
    def name(self) -> str:
        return f"{self.product_name} ({self.variant_name})"


class Allocation(models.Model):
    """How many of an order line come out of one stock row. Stays when they have left or the order is given up."""

    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="allocations")
    stock = models.ForeignKey(Stock, on_delete=models.PROTECT, related_name="allocations")
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "stock"], name="allocation_once_a_stock"),
            models.CheckConstraint(name="allocation_quantity_positive", condition=Q(quantity__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} out of {self.stock_id}"


class Payment(models.Model):
    """One attempt to pay an order. Moved by `apply_payment_event` alone."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payments")
    gateway = models.CharField(max_length=20)
    # The provider's own name for it, once it has one.
    reference = models.CharField(max_length=120, null=True, unique=True)  # noqa: DJ001  # null: many have none yet
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    state = models.CharField(max_length=12, choices=PaymentState, default=PaymentState.PENDING)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                name="payment_one_live_an_order",
                condition=Q(state__in=[PaymentState.PENDING, PaymentState.CAPTURED]),
            ),
            models.CheckConstraint(name="payment_amount_not_negative", condition=Q(amount_minor__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.public_id}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class PaymentEvent(models.Model):
    """What a provider told us about a payment, once each, kept for ever."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="events")
    provider_event_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=PaymentEventKind)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["received_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["payment", "provider_event_id"], name="payment_event_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.provider_event_id}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)
