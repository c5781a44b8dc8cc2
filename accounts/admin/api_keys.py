"""Merchants' own API keys: the list, the page that makes one and shows its token this once, and the page of one."""

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from unfold.decorators import display

from accounts.admin.key_form import KeyForm
from accounts.models import ApiKey, Merchant, User
from accounts.own_pages import OwnPagesAdmin
from accounts.services.api_keys.make_api_key import make_api_key
from accounts.services.api_keys.revoke_api_key import revoke_api_key
from accounts.states import Scope

OPENS, REVOKED, EXPIRED = "Opens", "Revoked", "Expired"


@admin.register(ApiKey)
class ApiKeyAdmin(OwnPagesAdmin):
    """For owners: whoever else works for a merchant meets no keys here, and can make none."""

    templates = "accounts/admin/api_keys"

    list_display = ("name", "prefix", "state_chip", "may", "last_used_at", "expires_at", "merchant")
    list_select_related = ("merchant",)
    search_fields = ("name", "prefix")
    list_per_page = 50
    actions = None

    def has_delete_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        """Keys are revoked, so that it stays known which there were."""
        return False

    def get_urls(self) -> list[URLPattern]:
        revoke = self.admin_site.admin_view(require_POST(self._revoke_view))
        return [
            path("<int:key_id>/revoke/", revoke, name="accounts_apikey_revoke"),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Not the admin's own, which leads on to another page: the token is nowhere but in this answer."""
        owns = Merchant.objects.all().owned_by(request.user)
        if not self.has_add_permission(request) or not owns.exists():
            raise PermissionDenied
        form = KeyForm(request)
        if request.method != "POST" or not form.is_valid():
            return self.page(request, "start", "Make an API key", {"form": form})
        new = make_api_key(
            merchant_id=form.cleaned_data["merchant"].pk,
            name=form.cleaned_data["name"],
            scopes=form.scopes,
            expires_at=form.cleaned_data["expires_at"],
            actor_id=cast(User, request.user).pk,
            now=timezone.now(),
        )
        self.log_addition(request, new.key, [{"added": {}}])
        return self.page(request, "made", new.key.name, {"key": new.key, "token": new.token})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """There is nothing to change about a key but to revoke it."""
        key = self._key(request, object_id)
        if request.method != "GET":
            return HttpResponse(status=405, headers={"Allow": "GET"})
        context = {"key": key, "state": self.state_chip(key), "may": self.may(key)}
        return self.page(request, "key", key.name, context)

    @display(  # type: ignore[untyped-decorator]  # unfold has no types
        description="State", label={OPENS: "success", REVOKED: "danger", EXPIRED: "warning"}
    )
    def state_chip(self, key: ApiKey) -> str:
        if key.revoked_at is not None:
            return REVOKED
        return EXPIRED if key.has_expired(timezone.now()) else OPENS

    @admin.display(description="May")
    def may(self, key: ApiKey) -> str:
        return ", ".join(str(Scope(scope).label) for scope in key.scopes)

    def _revoke_view(self, request: HttpRequest, key_id: int) -> HttpResponse:
        key = self._key(request, str(key_id))
        if not self.has_change_permission(request, key):
            raise PermissionDenied
        if revoke_api_key(key_id=key.pk, now=timezone.now()):
            self.log_change(request, key, [{"changed": {"fields": ["revoked"]}}])
            messages.success(request, f"“{key.name}” opens nothing any more.")
        return HttpResponseRedirect(reverse("admin:accounts_apikey_change", args=[key.pk]))

    def _key(self, request: HttpRequest, number: str) -> ApiKey:
        key: ApiKey = self.row(request, number, "merchant", "created_by")
        return key
