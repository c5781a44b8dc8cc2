"""What programs asked to be done once, and what they were told."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.states import AnswerState

SHA256 = r"^[0-9a-f]{64}$"


class AnsweredRequest(models.Model):
    """One request under its `Idempotency-Key`, and the answer that each repetition of it gets.

    While it is carried out, the row is a lease: whoever repeats the request after `lease_until` takes it over, and
    `attempt` keeps the one before from writing down its answer.
    """

    # SHA-256 of who asks, the method and the address: the same key elsewhere is another one.
    scope = models.CharField(max_length=64)
    key = models.CharField(max_length=255)
    # SHA-256 of what was sent.
    request_digest = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=AnswerState, default=AnswerState.RUNNING)
    attempt = models.PositiveIntegerField(default=1)
    lease_until = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "key"], name="answered_request_once"),
            models.CheckConstraint(name="answered_request_scope", condition=Q(scope__regex=SHA256)),
            models.CheckConstraint(name="answered_request_digest", condition=Q(request_digest__regex=SHA256)),
            models.CheckConstraint(
                name="answered_request_done_with_answer",
                condition=Q(state=AnswerState.RUNNING, status__isnull=True)
                | Q(state=AnswerState.DONE, status__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="answered_request_age")]

    def __str__(self) -> str:
        return f"{self.key}: {self.get_state_display()}"
