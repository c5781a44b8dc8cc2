"""The session of whoever is logged in to the shop, for programs in their own browser."""

from typing import Any, cast

from django.conf import settings
from django.http import HttpResponseBase
from django.utils.cache import patch_vary_headers
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.errors import LogInMissing
from accounts.models import User
from accounts.programs.views import PrivateView


class CustomerAuthentication(SessionAuthentication):
    """Whatever changes something needs the CSRF token besides, so that no other site can have a browser do it."""

    def authenticate(self, request: Request) -> tuple[Any, None]:
        """Raises LogInMissing, and PermissionDenied without the token."""
        known = super().authenticate(request)
        if known is None:
            raise LogInMissing("This is for customers who are logged in to the shop.")
        return known


class WelcomeAuthentication(SessionAuthentication):
    """For what anybody may do, and customers in their own name: whoever sends the CSRF token says that they are one."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        """None, and no session is read, without the token; None as well when nobody is logged in. Raises PermissionDenied
        for a token that is not the session's."""
        if settings.CSRF_HEADER_NAME not in request.META:
            return None
        return cast("tuple[Any, None] | None", super().authenticate(request))


def customer_in(request: Request) -> User | None:
    """Who is logged in, as far as the view's authentication looked."""
    return request.user if isinstance(request.user, User) else None


class CustomerView(PrivateView):
    """For the person who is logged in."""

    authentication_classes = (CustomerAuthentication,)
    permission_classes = (AllowAny,)

    def finalize_response(
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        # Also where there was no session to look at.
        patch_vary_headers(answer, ("Cookie",))
        return answer

    @property
    def customer(self) -> User:
        return cast(User, self.request.user)


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself, untyped
    """How the OpenAPI document calls it."""

    target_class: type[SessionAuthentication] = CustomerAuthentication
    name = "session"
    told = "The cookie of a customer who is logged in. Requests that change something send the cookie "

    def get_security_definition(self, auto_schema: object) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": f"{self.told}`{settings.CSRF_COOKIE_NAME}` once more as the header `X-CSRFToken`.",
        }


class WelcomeScheme(SessionScheme):  # type: ignore[no-untyped-call]  # as above
    """The same cookie where nobody has to be logged in."""

    target_class = WelcomeAuthentication
    name = "session_if_any"
    told = (
        "The cookie of a customer, if one is logged in and does this in their own name: then send the cookie "
    )
