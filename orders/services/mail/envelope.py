"""A letter as an e-mail: headers, a plain text, and the same as HTML."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from orders.models import OutgoingMail
from orders.services.mail.letter import Letter


def put_into_envelope(mail: OutgoingMail, letter: Letter) -> EmailMultiAlternatives:
    """The message to the order's buyer. Nothing in it tells whether or when it was read."""
    context = {"letter": letter}
    message = EmailMultiAlternatives(
        subject=letter.wording.subject,
        body=render_to_string("orders/mail/letter.txt", context),
        to=[mail.order.email],
        headers={
            "Message-ID": f"<{mail.public_id}@{urlsplit(settings.SITE_URL).hostname}>",
            # So that holiday notices stay away.
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Content-Language": mail.language,
        },
    )
    message.attach_alternative(render_to_string("orders/mail/letter.html", context), "text/html")
    return message
