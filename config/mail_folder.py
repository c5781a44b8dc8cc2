"""E-mails as files: what one machine does instead of sending them."""

from collections.abc import Sequence
from email.message import EmailMessage as StandardMessage
from email.message import Message
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.text import slugify


class FolderBackend(BaseEmailBackend):
    """Puts each message into `EMAIL_FOLDER`: as .eml for mail programs, and its HTML part beside it for browsers."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many were written. OSError when the folder cannot be written to."""
        folder = Path(settings.EMAIL_FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            _write(folder, message)
        return len(email_messages)


def _write(folder: Path, message: EmailMessage) -> None:
    name = f"{timezone.now():%Y%m%d-%H%M%S-%f}-{slugify(message.subject)[:60]}"
    written = message.message()
    (folder / f"{name}.eml").write_bytes(written.as_bytes())
    for part in written.walk():
        if part.get_content_type() == "text/html":
            (folder / f"{name}.html").write_bytes(_content(part))


def _content(part: StandardMessage | Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
