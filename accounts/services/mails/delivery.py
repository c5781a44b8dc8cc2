"""Hand an e-mail over to whoever carries it: an SMTP server, SES, or a folder on one machine."""

import smtplib

from anymail.exceptions import AnymailError
from django.core.mail import EmailMultiAlternatives
from django.db import connection

from accounts.errors import MailFault

# From here on an SMTP server means that the same e-mail will never do; below, that it may later.
FINAL = 500


def hand_over(message: EmailMultiAlternatives) -> str:
    """Send it; what the carrier calls it, "" when it gives no name.

    MailFault when it was not taken, final where a repeat would not be either. What servers say is left out of it: it
    repeats addresses. Never inside a transaction, which would hold its locks for as long as a server takes to answer.
    """
    if connection.in_atomic_block:
        raise MailFault("An e-mail was to be sent inside a database transaction.", code="inside_transaction")
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        is_final = all(code >= FINAL for code, _ in refusal.recipients.values())
        raise MailFault("The address was refused.", code="recipient_refused", is_final=is_final) from None
    except smtplib.SMTPResponseException as refusal:
        raise MailFault(f"The server said {refusal.smtp_code}.", code="server_refused") from None
    except (AnymailError, smtplib.SMTPException) as error:
        raise MailFault(f"It was not taken ({type(error).__name__}).", code="server_refused") from None
    except OSError as error:
        raise MailFault(f"No server ({type(error).__name__}).", code="server_unreachable") from None
    except ValueError:
        # A header with a line break, or an address that is none.
        raise MailFault("It cannot be written.", code="bad_message", is_final=True) from None
    status = getattr(message, "anymail_status", None)
    return str(getattr(status, "message_id", None) or "")
