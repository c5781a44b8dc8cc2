"""How e-mails leave: read from `EMAIL_URL` by data.py."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SMTP = "django.core.mail.backends.smtp.EmailBackend"
SES = "anymail.backends.amazon_ses.EmailBackend"
FOLDER = "config.mail_folder.FolderBackend"
# Scheme -> the port that is usual for it.
SMTP_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


@dataclass(frozen=True)
class Carrier:
    """Django's e-mail settings. `folder` is where files go when nothing is sent."""

    backend: str
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    starts_tls: bool = False
    is_tls: bool = False
    folder: str = ""


def parse_carrier(url: str) -> Carrier:
    """What an address says: `ses://` for Amazon SES under the role of the process, `smtp://user:password@host:port`
    (`smtp+tls://` turns to TLS after greeting, `smtps://` begins with it), or `folder:///path` for files.

    ImproperlyConfigured, which repeats nothing of the address, because it may hold a password.
    """
    parts = urlsplit(url)
    if parts.scheme == "ses":
        return Carrier(SES)
    if parts.scheme == "folder" and parts.path.startswith("/"):
        return Carrier(FOLDER, folder=parts.path)
    try:
        port = parts.port or SMTP_PORTS.get(parts.scheme, 0)
    except ValueError:
        port = 0
    if not parts.hostname or not port:
        raise ImproperlyConfigured(
            "EMAIL_URL must be ses://, smtp://host, smtp+tls://host, smtps://host or folder:///path."
        )
    return Carrier(
        SMTP,
        host=parts.hostname,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starts_tls=parts.scheme == "smtp+tls",
        is_tls=parts.scheme == "smtps",
    )
