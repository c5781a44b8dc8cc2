"""How people who work here come into the admin: with the second step that customers have, and advice to set it up."""

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.authentication import get_authentication_records
from allauth.account.utils import get_next_redirect_url, perform_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST
from unfold.forms import AuthenticationForm

# The cookie by which the advice to set up a second step is put off, and for how long it is.
PUT_OFF = "vitrine_second_step_put_off"
TIME_PUT_OFF = timedelta(days=30)

View = Callable[[HttpRequest], HttpResponse]


def has_second_step(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether this person has set one up. One query."""
    return bool(is_mfa_enabled(user, [Authenticator.Type.TOTP]))


class StaffLogInForm(AuthenticationForm):  # type: ignore[misc]  # unfold has no types
    """The admin's own, for people with a second step only the first half: there is no session before the other."""

    def confirm_login_allowed(self, user: AbstractBaseUser) -> None:
        """After the password was right. Raises ValidationError for who does not work here, and ImmediateHttpResponse,
        which allauth's middleware answers with, for who goes on to the second step."""
        super().confirm_login_allowed(user)
        if has_second_step(user):
            raise ImmediateHttpResponse(_go_on(self.request, user))


def log_in(request: HttpRequest) -> HttpResponse:
    """The admin's own page, which leads into the admin where it was opened by itself: unfold's form leaves that out."""
    if not {REDIRECT_FIELD_NAME} & {*request.GET, *request.POST}:
        asked = request.GET.copy()
        asked[REDIRECT_FIELD_NAME] = reverse("admin:index")
        request.GET = asked  # type: ignore[assignment]  # one that may be changed
    return admin.site.login(request)


def _go_on(request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
    """Leads to the page that asks for the code, and from there to where they were going."""
    response: HttpResponse = perform_login(
        request,
        user,
        # Whoever runs the shop has given them their address; without a link that they followed they are let in as well.
        email_verification=EmailVerificationMethod.NONE,
        redirect_url=get_next_redirect_url(request) or reverse("admin:index"),
    )
    return response


def advise_second_step(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """unfold's hook of the admin's first page: tells who has no second step where to set one up, until they put it off."""
    if not is_put_off(request) and not has_second_step(request.user):
        messages.warning(request, render_to_string("accounts/admin/second_step.html", request=request))
    return context


def is_put_off(request: HttpRequest) -> bool:
    """Whether this person was told in this browser and wants to be left alone. Never where a second step is asked for."""
    if settings.STAFF_NEED_SECOND_STEP:
        return False
    signed = request.get_signed_cookie(PUT_OFF, default="", salt=PUT_OFF, max_age=TIME_PUT_OFF)
    return bool(signed == str(request.user.pk))


@require_POST
def put_off(request: HttpRequest) -> HttpResponse:
    """Leave this person alone with that advice, in this browser and for a while."""
    answer = redirect("admin:index")
    answer.set_signed_cookie(
        PUT_OFF,
        str(request.user.pk),
        salt=PUT_OFF,
        max_age=TIME_PUT_OFF,
        path=reverse("admin:index"),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return answer


class SecondStepMiddleware:
    """Where the shop asks for it (`STAFF_NEED_SECOND_STEP`), only sessions that have passed a second step are in the admin.

    Who has none is led to where it is set up, who has not passed theirs in this session to where that is done.
    """

    def __init__(self, get_response: View) -> None:
        if not settings.STAFF_NEED_SECOND_STEP:
            raise MiddlewareNotUsed
        self._get_response = get_response
        self._prefix = reverse("admin:index")
        self._open = frozenset({reverse("admin:login"), reverse("admin:logout")})

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if path.startswith(self._prefix) and path not in self._open and request.user.is_authenticated:
            detour = _detour(request)
            if detour is not None:
                return detour
        return self._get_response(request)


def _detour(request: HttpRequest) -> HttpResponseRedirect | None:
    if not has_second_step(request.user):
        return redirect("mfa_activate_totp")
    records = get_authentication_records(request, request.user)
    if any(record["method"] == "mfa" for record in records):
        return None
    back = urlencode({"next": request.get_full_path() if request.method == "GET" else reverse("admin:index")})
    return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{back}", status=HTTPStatus.SEE_OTHER)
