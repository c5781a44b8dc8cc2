"""Where the shop decides what django-allauth leaves open."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest
from django.utils import timezone

from accounts.lockout import client_of
from accounts.services.mails.queue_mail import Written, queue_mail


class CustomerAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Whose address counts, what a person proves themselves with, and how e-mails leave."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "E-mail address and password do not match.",
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """Of the browser, as the lock-out of password guessers sees it; limits are counted by it."""
        return client_of(request)

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Whether this is the password of who is logged in. Also of people who were made in the admin, whom allauth
        knows no address of."""
        proven = self.authenticate(context.request, email=user.get_username(), password=password)
        return proven is not None and proven.pk == user.pk

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queued, as e-mails of orders are: a server that is slow or away neither holds the page up nor breaks it, and the
        page takes as long whether an address has an account or not."""
        told = {
            "request": self.request,
            "email": email,
            "current_site": get_current_site(self.request),
            **context,
        }
        message = self.render_mail(template_prefix, email, told)
        queue_mail(
            Written(to=email, subject=message.subject, text=message.body),
            kind=template_prefix.rpartition("/")[2],
            now=timezone.now(),
        )
