"""Keys with which a merchant's own programs come."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models.people import Merchant, User
from accounts.states import Scope
from accounts.tenancy import Actor, TenantQuerySet

PREFIX = r"^[a-z0-9]{10}$"
DIGEST = r"^[0-9a-f]{64}$"


class ApiKeyQuerySet(TenantQuerySet["ApiKey"]):
    def for_actor(self, actor: Actor) -> "ApiKeyQuerySet":
        """Only those of merchants that `actor` owns: whoever else works there sees no keys."""
        return self.filter(merchant__in=Merchant.objects.all().owned_by(actor).order_by())


class ApiKey(models.Model):
    """That whoever shows a token may act for a merchant. The token itself is nowhere: only its SHA-256 is.

    It belongs to the merchant and not to the person who made it, and goes on when they leave.
    """

    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=80, help_text="What it is for, such as the program that will use it.")
    # The part of the token by which people and logs tell keys apart.
    prefix = models.CharField(max_length=10, unique=True, editable=False)
    # Of the whole token, in hexadecimal digits. 256 random bits cannot be guessed, so the hash need not be slow.
    digest = models.CharField(max_length=64, editable=False)
    scopes = ArrayField(models.CharField(max_length=40, choices=Scope), verbose_name="what it may do")
    created_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="made by"
    )
    created_at = models.DateTimeField("made", default=timezone.now, editable=False)
    expires_at = models.DateTimeField(
        "expires",
        null=True,
        blank=True,
        help_text="In the shop's time zone. Without a time it holds until it is revoked.",
    )
    revoked_at = models.DateTimeField("revoked", null=True, blank=True, editable=False)
    # To the minute.
    last_used_at = models.DateTimeField("last used", null=True, blank=True, editable=False)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "API key"
        verbose_name_plural = "API keys"
        constraints = [
            models.CheckConstraint(name="api_key_prefix_is_plain", condition=Q(prefix__regex=PREFIX)),
            models.CheckConstraint(name="api_key_digest_is_sha256", condition=Q(digest__regex=DIGEST)),
            models.CheckConstraint(name="api_key_may_something", condition=Q(scopes__len__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"

    def has_expired(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now
