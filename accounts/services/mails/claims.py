"""E-mails lie in rows until a worker claims them: one worker at a time, again later when it fails, and given up at last."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from django.db.models import F

from accounts.errors import MailFault
from accounts.models.mails import QueuedMail
from accounts.states import DeliveryState

logger = logging.getLogger(__name__)

MOST_TRIES = 6
# Before the second try; each further one waits four times as long, the last about four hours. Links hold for longer.
FIRST_PAUSE = timedelta(minutes=1)
# Far longer than `EMAIL_TIMEOUT` lets one e-mail take.
CLAIM_HOLDS = timedelta(minutes=5)
BATCH = 200

Mail = TypeVar("Mail", bound=QueuedMail)


@dataclass(frozen=True)
class MailQueue(Generic[Mail]):
    """The rows of one model. name: what the log calls them. wiped: what becomes of columns at the end.

    A worker that dies after the server took an e-mail and before that is written down leaves a claim that is opened again:
    then the e-mail goes a second time, under the same Message-ID.
    """

    model: type[Mail]
    name: str
    wiped: Mapping[str, object] = field(default_factory=dict)

    def claim(self, mail_id: int, now: datetime) -> bool:
        """Whether this e-mail is due, and nobody else sends it: a conditional UPDATE, so that of two one is faster."""
        due = self.model._default_manager.filter(pk=mail_id, state=DeliveryState.WAITING, due_at__lte=now)
        return bool(due.update(state=DeliveryState.SENDING, claimed_at=now, tries=F("tries") + 1))

    def end(self, mail: Mail, state: str, **changes: object) -> None:
        """Of a claimed e-mail: it was sent, given up, or is not needed."""
        self._let_go(mail, state=state, **self.wiped, **changes)

    def put_back(self, mail: Mail, fault: MailFault, now: datetime, **told: object) -> None:
        """Have it tried again later, or given up. told: what else the log says of it."""
        told = {"queue": self.name, "mail": mail.pk, "code": fault.code, **told}
        if fault.is_final or mail.tries >= MOST_TRIES:
            logger.error("mail_given_up", extra=told)
            self.end(mail, DeliveryState.FAILED, last_error=fault.code)
            return
        logger.warning("mail_not_sent", extra=told)
        pause = FIRST_PAUSE * 4 ** (mail.tries - 1)
        self._let_go(mail, state=DeliveryState.WAITING, due_at=now + pause, last_error=fault.code)

    def due(self, now: datetime) -> list[int]:
        """The oldest that are due, those of workers that died among them."""
        self._open_dead_claims(now)
        waiting = self.model._default_manager.filter(state=DeliveryState.WAITING, due_at__lte=now)
        return list(waiting.order_by("due_at").values_list("pk", flat=True)[:BATCH])

    def _let_go(self, mail: Mail, **changes: object) -> None:
        own = self.model._default_manager.filter(pk=mail.pk, state=DeliveryState.SENDING, tries=mail.tries)
        if not own.update(**changes):
            # It took longer than the claim holds, and somebody else is at it.
            logger.warning("mail_claim_lost", extra={"queue": self.name, "mail": mail.pk})

    def _open_dead_claims(self, now: datetime) -> None:
        dead = self.model._default_manager.filter(
            state=DeliveryState.SENDING, claimed_at__lte=now - CLAIM_HOLDS
        )
        worn_out = dead.filter(tries__gte=MOST_TRIES)
        given_up = worn_out.update(state=DeliveryState.FAILED, last_error="worker_died", **self.wiped)
        if given_up:
            logger.error(
                "mail_given_up", extra={"queue": self.name, "count": given_up, "code": "worker_died"}
            )
        dead.update(state=DeliveryState.WAITING, due_at=now, last_error="worker_died")
