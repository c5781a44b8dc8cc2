"""What was bought: orders with copied facts."""

import uuid
from typing import Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Lower, Upper
from django.urls import reverse

from accounts.models import Merchant
from accounts.tenancy import Actor, TenantQuerySet, owned_by
from assets3d.models import Revision
from catalog.models import Variant
from catalog.money import Money
from orders.models.carts import Cart
from orders.models.triggers import SHIPPED_AS_A_WHOLE
from orders.states import PAYMENT_STATES_OF_CONFIRMED, FulfilmentState, OrderState, PaymentState

NUMBER_SEQUENCE = "orders_order_number"
NET_SUM = F("lines_minor") + F("shipping_minor") - F("discount_minor")
IS_A_SHARE = Q(shipping_tax_rate__gte=0, shipping_tax_rate__lte=100)


class OrderQuerySet(TenantQuerySet["Order"]):
    def for_actor(self, actor: Actor) -> "OrderQuerySet":
        """Orders with at least one line of the actor's merchants, each once however many lines.

        Asks for the merchants first: by their numbers PostgreSQL reads the index of the lines, and through a join
        all of it.
        """
        if getattr(actor, "is_superuser", False):
            return self.filter(owned_by(actor, ""))
        own = list(Merchant.objects.all().for_actor(actor).order_by().values_list("pk", flat=True))
        return self.filter(Exists(OrderLine.objects.filter(merchant__in=own, order=OuterRef("pk"))))


class Order(models.Model):
    """A promise to deliver. Everything shown to the buyer is copied here; outlives products and accounts."""

    # From a sequence of its own, set by the database.
    number = models.BigIntegerField(
        unique=True, editable=False, db_default=Func(Value(NUMBER_SEQUENCE), function="nextval")
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cart = models.OneToOneField(Cart, on_delete=models.PROTECT, editable=False, related_name="order")
    # Of whoever was logged in, or claimed it as a guest's later; None once their account is gone.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="orders",
        db_index=False,
    )
    email = models.EmailField("e-mail address")
    # A copy of what was typed: the members of `services.place_order.Address`.
    shipping_address = models.JSONField()
    # Where the invoice goes; None when that is where the parcel goes.
    billing_address = models.JSONField(null=True)
    shipping_method = models.CharField(max_length=60)
    voucher_code = models.CharField(max_length=40, blank=True, default="", db_default="")
    # The terms that were accepted, by what the shop calls their version.
    terms_version = models.CharField(max_length=40, blank=True, default="", db_default="")
    currency = models.CharField(max_length=3)
    lines_minor = models.BigIntegerField()
    shipping_minor = models.BigIntegerField()
    # Of the lines and of shipping. Within what they cost when prices include tax, and on top of it otherwise.
    tax_minor = models.BigIntegerField(default=0)
    shipping_tax_minor = models.BigIntegerField(default=0, db_default=0)
    # In percent, where a tax service told one; None where shipping is taxed as the goods are.
    shipping_tax_rate = models.DecimalField(max_digits=6, decimal_places=3, null=True)
    prices_include_tax = models.BooleanField(default=True, db_default=True)
    discount_minor = models.BigIntegerField(default=0)
    total_minor = models.BigIntegerField()
    # What of the total went back or is about to.
    refunded_minor = models.BigIntegerField(default=0, db_default=0)
    order_state = models.CharField(max_length=12, choices=OrderState, default=OrderState.PLACED)
    payment_state = models.CharField(max_length=12, choices=PaymentState, default=PaymentState.PENDING)
    fulfilment_state = models.CharField(
        max_length=12, choices=FulfilmentState, default=FulfilmentState.UNFULFILLED
    )
    # Whether a buyer's bank has taken back money for it, or asks about it, and has not decided.
    is_disputed = models.BooleanField(default=False, db_default=False)
    placed_at = models.DateTimeField()
    # Until then the stock is kept for an order that is not paid.
    pay_until = models.DateTimeField()
    # What the request was called by whoever sent it, and the SHA-256 of what it said: it may be sent again.
    request_key = models.CharField(max_length=200, blank=True, default="", db_default="", editable=False)
    request_sha256 = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                name="order_total_adds_up",
                condition=Q(prices_include_tax=True, total_minor=NET_SUM)
                | Q(prices_include_tax=False, total_minor=NET_SUM + F("tax_minor")),
            ),
            models.CheckConstraint(
                name="order_parts_within_sums",
                condition=Q(
                    discount_minor__lte=F("lines_minor"),
                    shipping_tax_minor__gte=0,
                    shipping_tax_minor__lte=F("tax_minor"),
                ),
            ),
            models.CheckConstraint(name="order_shipping_tax_rate_is_a_share", condition=IS_A_SHARE),
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
                name="order_refunded_within_total",
                condition=Q(refunded_minor__gte=0, refunded_minor__lte=F("total_minor")),
            ),
            models.CheckConstraint(
                name="order_confirmed_is_paid_or_promised",
                condition=~Q(order_state=OrderState.CONFIRMED)
                | Q(payment_state__in=PAYMENT_STATES_OF_CONFIRMED),
            ),
        ]
        indexes = [
            models.Index(
                fields=["pay_until"], name="order_unpaid", condition=Q(order_state=OrderState.PLACED)
            ),
            models.Index(
                fields=["user", "-number"], name="order_of_customer", condition=Q(user__isnull=False)
            ),
            models.Index(Lower("email"), name="order_of_guest", condition=Q(user__isnull=True)),
            models.Index(
                fields=["-number"],
                name="order_to_ship",
                condition=Q(order_state=OrderState.CONFIRMED)
                & ~Q(fulfilment_state=FulfilmentState.FULFILLED),
            ),
            # What the admin's list is filtered and searched by; of states those that few orders are in.
            models.Index(
                fields=["-number"], name="order_cancelled", condition=Q(order_state=OrderState.CANCELLED)
            ),
            models.Index(
                fields=["-number"],
                name="order_partly_shipped",
                condition=Q(fulfilment_state=FulfilmentState.PARTLY_FULFILLED),
            ),
            models.Index(
                fields=["-number"],
                name="order_payment_wrong",
                condition=Q(payment_state__in=[PaymentState.FAILED, PaymentState.HELD]),
            ),
            models.Index(
                fields=["-number"],
                name="order_not_captured",
                condition=Q(payment_state__in=[PaymentState.AUTHORISED, PaymentState.VOIDED]),
            ),
            models.Index(fields=["-number"], name="order_disputed", condition=Q(is_disputed=True)),
            models.Index(fields=["placed_at"], name="order_placed_at"),
            models.Index(OpClass(Upper("email"), name="text_pattern_ops"), name="order_mail_begins"),
            GinIndex(
                OpClass(Upper(KT("shipping_address__name")), name="gin_trgm_ops"), name="order_buyer_parts"
            ),
        ]

    def __str__(self) -> str:
        return f"Order {self.number}"

    @property
    def page_path(self) -> str:
        """Of the page that its buyer alone knows. Not get_absolute_url: the admin would lead merchants there."""
        return reverse("orders:order", args=[self.public_id])

    @property
    def due_minor(self) -> int:
        """What of the total was not refunded."""
        return self.total_minor - self.refunded_minor

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.currency)

    @property
    def refunded(self) -> Money:
        return Money(self.refunded_minor, self.currency)


class OrderLineQuerySet(TenantQuerySet["OrderLine"]):
    def to_ship(self) -> Self:
        """Those of which some has still to leave the house."""
        # The first is implied by the second, and the condition of an index.
        to_leave = F("quantity") - F("withdrawn_quantity")
        return self.filter(Q(fulfilled_quantity__lt=F("quantity")) & Q(fulfilled_quantity__lt=to_leave))


class OrderLine(models.Model):
    """What was bought, in the words, price and 3D revision of that moment."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines", db_index=False)
    position = models.PositiveSmallIntegerField()
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="+", db_index=False)
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    sku = models.CharField("SKU", max_length=60)
    product_name = models.CharField(max_length=120)
    variant_name = models.CharField(max_length=80)
    quantity = models.PositiveSmallIntegerField()
    unit_minor = models.BigIntegerField()
    # Before the line's share of the order's discount.
    total_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField(default=0, db_default=0)
    tax_minor = models.BigIntegerField(default=0, db_default=0)
    # In percent.
    tax_rate = models.DecimalField(max_digits=6, decimal_places=3, default=0, db_default=0)
    # What was chosen of the product's options, as [name, value] each.
    options = models.JSONField(default=list, db_default=[])
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, related_name="+")
    material_variant = models.CharField(max_length=120, blank=True)
    poster_key = models.CharField(max_length=200, blank=True)
    # How many have left the house; each merchant sends their own lines.
    fulfilled_quantity = models.PositiveSmallIntegerField(db_default=0, editable=False)
    # Of those, how many are back or on their way; what was refused counts no more.
    returned_quantity = models.PositiveSmallIntegerField(db_default=0, editable=False)
    # How many will not leave any more, because their money goes back or never came.
    withdrawn_quantity = models.PositiveSmallIntegerField(db_default=0, editable=False)
    # When the last of them left, if all did.
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
            models.CheckConstraint(
                name="order_line_fulfilled_in_range",
                condition=Q(fulfilled_quantity__gte=0, fulfilled_quantity__lte=F("quantity")),
            ),
            models.CheckConstraint(
                name="order_line_returned_in_range",
                condition=Q(returned_quantity__gte=0, returned_quantity__lte=F("fulfilled_quantity")),
            ),
            models.CheckConstraint(
                name="order_line_withdrawn_in_range",
                condition=Q(
                    withdrawn_quantity__gte=0, withdrawn_quantity__lte=F("quantity") - F("fulfilled_quantity")
                ),
            ),
            models.CheckConstraint(
                name="order_line_shipped_is_fulfilled",
                condition=Q(shipped_at=None) | Q(fulfilled_quantity=F("quantity")),
            ),
            models.CheckConstraint(
                name="order_line_parts_within_total",
                condition=Q(
                    discount_minor__gte=0,
                    discount_minor__lte=F("total_minor"),
                    tax_minor__gte=0,
                    tax_rate__gte=0,
                    tax_rate__lte=100,
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["merchant", "order"], name="order_line_of_merchant"),
            models.Index(
                fields=["merchant", "order"],
                name="order_line_to_ship",
                condition=Q(fulfilled_quantity__lt=F("quantity")),
            ),
            models.Index(OpClass(Upper("sku"), name="text_pattern_ops"), name="order_line_sku_begins"),
        ]
        triggers = [SHIPPED_AS_A_WHOLE]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.name}"

    @property
    def name(self) -> str:
        return f"{self.product_name} ({self.variant_name})"

    @property
    def left_to_ship(self) -> int:
        return self.quantity - self.fulfilled_quantity - self.withdrawn_quantity

    @property
    def left_to_return(self) -> int:
        return self.fulfilled_quantity - self.returned_quantity
