"""A real SMTP server that e-mails are sent to."""

from tests.doubles.post_office import post_office

__all__ = ["post_office"]
