"""Where merchants' own programs want to be told of what happens, and what they were told."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.models.people import Merchant, User
from accounts.states import DeliveryState, DisabledReason, WebhookEvent
from accounts.tenancy import Actor, TenantQuerySet

LONGEST_URL = 500
_SEED_LENGTH = 32


def new_seed() -> str:
    return get_random_string(_SEED_LENGTH)


class WebhookEndpointQuerySet(TenantQuerySet["WebhookEndpoint"]):
    def for_actor(self, actor: Actor) -> "WebhookEndpointQuerySet":
        """Only those of merchants that `actor` owns, as with API keys."""
        return self.filter(merchant__in=Merchant.objects.all().owned_by(actor).order_by())

    def listening(self) -> "WebhookEndpointQuerySet":
        """Those that are told of what happens."""
        return self.filter(is_active=True, disabled_at__isnull=True, merchant__closed_at__isnull=True)


class WebhookEndpoint(models.Model):
    """An address of the merchant's that is told of events.

    The secrets with which messages are signed are nowhere: they follow from `seed`, their number and the shop's secret
    key, so that whoever reads the database or a copy of it can forge nothing. See `services.webhooks.secrets`.
    """

    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="webhook_endpoints")
    url = models.URLField("address", max_length=LONGEST_URL)
    events = ArrayField(models.CharField(max_length=40, choices=WebhookEvent), verbose_name="told of")
    is_active = models.BooleanField("told", default=True)
    seed = models.CharField(max_length=_SEED_LENGTH, default=new_seed, editable=False)
    secret_number = models.PositiveIntegerField(default=1, editable=False, validators=[MinValueValidator(1)])
    # The secret before this one signs as well until then.
    former_secret_until = models.DateTimeField(null=True, editable=False)
    # Since when nothing that was sent has arrived; none while all is well.
    failing_since = models.DateTimeField(null=True, editable=False)
    # Turned off by the shop, until its owner turns it on again.
    disabled_at = models.DateTimeField("given up", null=True, editable=False)
    disabled_reason = models.CharField(max_length=8, choices=DisabledReason, blank=True, editable=False)
    created_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="made by"
    )
    created_at = models.DateTimeField("made", default=timezone.now, editable=False)

    objects = WebhookEndpointQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="webhook_url_is_https", condition=Q(url__startswith="https://")),
            models.CheckConstraint(name="webhook_told_of_something", condition=Q(events__len__gt=0)),
            models.CheckConstraint(name="webhook_secrets_count_from_1", condition=Q(secret_number__gte=1)),
            models.CheckConstraint(
                name="webhook_disabled_for_a_reason",
                condition=Q(disabled_at__isnull=True, disabled_reason="")
                | Q(disabled_at__isnull=False) & ~Q(disabled_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def is_listening(self) -> bool:
        return self.is_active and self.disabled_at is None


class WebhookDelivery(models.Model):
    """One message to one endpoint: written in the transaction of what it tells of, and sent until it has arrived.

    The row is the queue. While it is sent it is a lease: whoever finds it after `lease_until` takes it over, and `tries`
    keeps the one before from writing down what became of it.
    """

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries")
    # The same whenever it is sent, and for each endpoint: by it receivers know what they have had.
    message_id = models.CharField(max_length=40)
    event = models.CharField(max_length=40, choices=WebhookEvent)
    # JSON, byte for byte as it is sent and signed.
    body = models.TextField()
    state = models.CharField(max_length=8, choices=DeliveryState, default=DeliveryState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    # What was answered last: its status, or why there was none.
    status = models.PositiveSmallIntegerField(null=True)
    problem = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "webhook deliveries"
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "message_id"], name="webhook_message_once"),
            models.CheckConstraint(
                name="webhook_sending_with_lease",
                condition=Q(state=DeliveryState.SENDING, lease_until__isnull=False)
                | ~Q(state=DeliveryState.SENDING) & Q(lease_until__isnull=True),
            ),
            models.CheckConstraint(
                name="webhook_finished_at_its_end",
                condition=Q(state__in=[DeliveryState.SENT, DeliveryState.FAILED], finished_at__isnull=False)
                | Q(state__in=[DeliveryState.WAITING, DeliveryState.SENDING], finished_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="webhook_due", condition=Q(state=DeliveryState.WAITING)),
            models.Index(
                fields=["lease_until"], name="webhook_lease", condition=Q(state=DeliveryState.SENDING)
            ),
            models.Index(fields=["created_at"], name="webhook_age"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.message_id}"
