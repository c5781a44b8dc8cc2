"""A real SMTP server that e-mails are sent to, and orders to tell of."""

from tests.doubles.post_office import post_office

__all__ = ["post_office"]
