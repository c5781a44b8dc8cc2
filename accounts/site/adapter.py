"""Where the shop decides what django-allauth leaves open."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from anymail.exceptions import AnymailError
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from accounts.lockout import client_of

logger = logging.getLogger(__name__)


class CustomerAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Whose address counts, what a person proves themselves with, and what happens when no e-mail can be sent."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """Of the browser, as the lock-out of password guessers sees it; limits are counted by it."""
        return client_of(request)

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Whether this is the password of who is logged in. Also of people who were made in the admin, whom allauth
        knows no address of."""
        proven = self.authenticate(context.request, email=user.get_username(), password=password)
        return proven is not None and proven.pk == user.pk

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """While no server takes it, the page is the same: it must not tell whether an address has an account, and
        everything that is sent can be asked for again."""
        try:
            super().send_mail(template_prefix, email, context)
        except (AnymailError, OSError):
            # SMTPException is among the latter. The address stays out of the log.
            logger.exception("account_mail_not_sent", extra={"template": template_prefix})
