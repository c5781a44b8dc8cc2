"""Have somebody told about their account by e-mail."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from accounts.jobs import ring_account_mail
from accounts.models import AccountMail
from accounts.models.mails import LONGEST_KIND
from accounts.services.sealing import seal, unseal

PURPOSE = b"accounts.mails"


@dataclass(frozen=True)
class Written:
    """An e-mail as it is sent: to whom, and plain text. What it says may open an account."""

    to: str
    subject: str
    text: str


def queue_mail(written: Written, *, kind: str, now: datetime) -> None:
    """Write it down and have a worker send it once that is committed. `kind` tells people what it was about.

    So no server of e-mails slows or breaks what it tells of, and what is undone is told to nobody.
    """
    with transaction.atomic():
        mail = AccountMail.objects.create(
            kind=kind[:LONGEST_KIND],
            sealed=seal(json.dumps(asdict(written)), purpose=PURPOSE),
            due_at=now,
            written_at=now,
        )
        ring_account_mail(mail.pk)


def read_mail(mail: AccountMail) -> Written:
    """What was queued. Raises cryptography.fernet.InvalidToken when the key has changed since."""
    return Written(**json.loads(unseal(mail.sealed, purpose=PURPOSE)))
