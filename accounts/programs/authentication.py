"""`Authorization: Bearer vtr_…`: whose program is asking, and whether its key is for that."""

from typing import Any, cast

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.errors import KeyMissing, KeyUnknown, ScopeMissing
from accounts.models import ApiKey
from accounts.services.api_keys.open_with_key import open_with_key

SCHEME = "bearer"


class KeyAuthentication(BaseAuthentication):
    """Sets `request.auth` to the ApiKey. No person is logged in: a key acts for its merchant."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, ApiKey]:
        """Raises KeyMissing without a key, other KeyRefused with one that opens nothing."""
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != SCHEME.encode():
            raise KeyMissing("Send an API key: “Authorization: Bearer vtr_…”.")
        if len(words) != 2:
            raise KeyUnknown("This is no API key of this shop.")
        token = words[1].decode("latin-1")
        return AnonymousUser(), open_with_key(token=token, now=timezone.now())


def key_of(request: Request) -> ApiKey:
    """The key with which the request came that `KeyAuthentication` let in."""
    return cast(ApiKey, request.auth)


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself, untyped
    """How the OpenAPI document calls it."""

    target_class = KeyAuthentication
    name = "apiKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": SCHEME,
            "description": "An API key of a merchant, made in the admin. It is shown once.",
        }


class HasScope(BasePermission):
    """The key may do what the view names: `read_scope` to look, `write_scope` for everything else."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Raises ScopeMissing rather than return False."""
        kind = "read_scope" if request.method in SAFE_METHODS else "write_scope"
        needed = getattr(view, kind)
        if needed not in key_of(request).scopes:
            raise ScopeMissing(f"This API key was not made for “{needed}”.")
        return True
