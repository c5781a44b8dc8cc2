"""Merchants' own webhook endpoints: the list, the page that makes one and shows its secret, and the page of one."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin
from unfold.decorators import display

from accounts.admin.webhook_form import EndpointForm
from accounts.errors import EndpointRefused
from accounts.models import Merchant, User, WebhookEndpoint
from accounts.services.webhooks.endpoints import make_endpoint, renew_secret, turn_off, turn_on
from accounts.services.webhooks.secrets import current_secret
from accounts.services.webhooks.send_again import send_again
from accounts.states import WebhookEvent
from accounts.tenancy import TenantAdmin

# One less than the digits of the largest BIGINT, which every one so long fits into.
MOST_DIGITS = 18
SHOWN_DELIVERIES = 50
TOLD, OFF, FAILING, GIVEN_UP = "Told", "Turned off", "Failing", "Given up"


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(TenantAdmin, ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """For owners, as API keys are."""

    list_display = ("url", "state_chip", "wants", "merchant", "created_at")
    list_select_related = ("merchant",)
    search_fields = ("url",)
    list_per_page = 50
    actions = None

    def has_delete_permission(self, request: HttpRequest, obj: WebhookEndpoint | None = None) -> bool:
        """Endpoints are turned off, so that it stays known what was sent where."""
        return False

    def get_urls(self) -> list[URLPattern]:
        views = {
            "on": self._on_view,
            "off": self._off_view,
            "secret": self._secret_view,
            "again": self._again_view,
        }
        own = [
            path(f"<int:endpoint_id>/{name}/", self._posted(view), name=f"accounts_webhookendpoint_{name}")
            for name, view in views.items()
        ]
        return [*own, *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Not the admin's own, which leads on to another page: the secret is only in this answer."""
        owns = Merchant.objects.all().owned_by(request.user)
        if not self.has_add_permission(request) or not owns.exists():
            raise PermissionDenied
        form = EndpointForm(request)
        if request.method == "POST" and form.is_valid():
            try:
                endpoint = make_endpoint(
                    merchant_id=form.cleaned_data["merchant"].pk,
                    url=form.cleaned_data["url"],
                    events=form.events_wanted,
                    actor_id=cast(User, request.user).pk,
                    now=timezone.now(),
                )
            except EndpointRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                self.log_addition(request, endpoint, [{"added": {}}])
                return self._secret_page(request, endpoint)
        return self._page(request, "start", "Have a program told", {"form": form})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """What it is told, what became of that, and what can be done about it."""
        endpoint = self._endpoint(request, int(object_id) if object_id.isdecimal() else 0)
        if request.method != "GET":
            return HttpResponse(status=405, headers={"Allow": "GET"})
        context = {
            "endpoint": endpoint,
            "state": self.state_chip(endpoint),
            "wants": self.wants(endpoint),
            "deliveries": endpoint.deliveries.all()[:SHOWN_DELIVERIES],
        }
        return self._page(request, "endpoint", endpoint.url, context)

    @display(  # type: ignore[untyped-decorator]  # unfold has no types
        description="State", label={TOLD: "success", OFF: "warning", FAILING: "warning", GIVEN_UP: "danger"}
    )
    def state_chip(self, endpoint: WebhookEndpoint) -> str:
        if endpoint.disabled_at is not None:
            return GIVEN_UP
        if not endpoint.is_active:
            return OFF
        return FAILING if endpoint.failing_since is not None else TOLD

    @admin.display(description="Told of")
    def wants(self, endpoint: WebhookEndpoint) -> str:
        return ", ".join(str(WebhookEvent(event).label) for event in endpoint.events)

    def _on_view(self, request: HttpRequest, endpoint: WebhookEndpoint) -> HttpResponse:
        turn_on(endpoint_id=endpoint.pk)
        return self._done(request, endpoint, "turned on", "It is told of what happens from now on.")

    def _off_view(self, request: HttpRequest, endpoint: WebhookEndpoint) -> HttpResponse:
        turn_off(endpoint_id=endpoint.pk)
        return self._done(request, endpoint, "turned off", "It is told nothing any more.")

    def _secret_view(self, request: HttpRequest, endpoint: WebhookEndpoint) -> HttpResponse:
        renew_secret(endpoint_id=endpoint.pk, now=timezone.now())
        self.log_change(request, endpoint, [{"changed": {"fields": ["secret"]}}])
        endpoint.refresh_from_db()
        return self._secret_page(request, endpoint)

    def _again_view(self, request: HttpRequest, endpoint: WebhookEndpoint) -> HttpResponse:
        number = request.POST.get("delivery", "")
        known = number if number.isdecimal() and len(number) <= MOST_DIGITS else "0"
        delivery = get_object_or_404(endpoint.deliveries.all(), pk=int(known))
        if not send_again(delivery_id=delivery.pk, now=timezone.now()):
            messages.info(request, "It is on its way already.")
            return self._back(endpoint)
        return self._done(request, endpoint, "sent again", f"{delivery.message_id} is sent again.")

    def _posted(
        self, view: Callable[[HttpRequest, WebhookEndpoint], HttpResponse]
    ) -> Callable[..., HttpResponse]:
        """The view of an endpoint that the person may change."""

        def posted(request: HttpRequest, endpoint_id: int) -> HttpResponse:
            endpoint = self._endpoint(request, endpoint_id)
            if not self.has_change_permission(request, endpoint):
                raise PermissionDenied
            return view(request, endpoint)

        wrapped: Callable[..., HttpResponse] = self.admin_site.admin_view(require_POST(posted))
        return wrapped

    def _done(
        self, request: HttpRequest, endpoint: WebhookEndpoint, what: str, sentence: str
    ) -> HttpResponse:
        self.log_change(request, endpoint, [{"changed": {"fields": [what]}}])
        messages.success(request, sentence)
        return self._back(endpoint)

    def _back(self, endpoint: WebhookEndpoint) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:accounts_webhookendpoint_change", args=[endpoint.pk]))

    def _endpoint(self, request: HttpRequest, number: int) -> WebhookEndpoint:
        """Raises PermissionDenied, and Http404 where the person does not own the merchant."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        number = number if number < 10**MOST_DIGITS else 0
        endpoints: QuerySet[WebhookEndpoint] = self.get_queryset(request)
        return get_object_or_404(endpoints.select_related("merchant", "created_by"), pk=number)

    def _secret_page(self, request: HttpRequest, endpoint: WebhookEndpoint) -> HttpResponse:
        context = {"endpoint": endpoint, "secret": current_secret(endpoint)}
        return self._page(request, "secret", "The secret", context)

    def _page(self, request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
        """The page in the admin's frame, which like all of the admin's nothing keeps."""
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        return render(request, f"accounts/admin/webhooks/{name}.html", {**frame, **context})
