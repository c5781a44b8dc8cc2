"""Merchants' own webhook endpoints: the list, the page that makes one and shows its secret, and the page of one."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from unfold.decorators import display

from accounts.admin.webhook_form import EndpointForm
from accounts.errors import EndpointRefused
from accounts.models import Merchant, User, WebhookEndpoint
from accounts.own_pages import OwnPagesAdmin
from accounts.services.webhooks.endpoints import make_endpoint, renew_secret, turn_off, turn_on
from accounts.services.webhooks.secrets import current_secret
from accounts.services.webhooks.send_again import send_again
from accounts.states import WebhookEvent
from accounts.tenancy import row_number

SHOWN_DELIVERIES = 50
SHOWN_EVENTS = 2
TOLD, OFF, FAILING, GIVEN_UP = "Told", "Turned off", "Failing", "Given up"


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(OwnPagesAdmin):
    """For owners, as API keys are."""

    templates = "accounts/admin/webhooks"

    list_display = ("url", "state_chip", "wants_shortly", "merchant", "created_at")
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
        return self.page(request, "start", "Have a program told", {"form": form})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """What it is told, what became of that, and what can be done about it."""
        endpoint = self._endpoint(request, object_id)
        if request.method != "GET":
            return HttpResponse(status=405, headers={"Allow": "GET"})
        context = {
            "endpoint": endpoint,
            "state": self.state_chip(endpoint),
            "wants": self.wants(endpoint),
            "deliveries": endpoint.deliveries.all()[:SHOWN_DELIVERIES],
        }
        return self.page(request, "endpoint", endpoint.url, context)

    @display(  # type: ignore[untyped-decorator]  # unfold has no types
        description="State", label={TOLD: "success", OFF: "warning", FAILING: "warning", GIVEN_UP: "danger"}
    )
    def state_chip(self, endpoint: WebhookEndpoint) -> str:
        if endpoint.disabled_at is not None:
            return GIVEN_UP
        if not endpoint.is_active:
            return OFF
        return FAILING if endpoint.failing_since is not None else TOLD

    def wants(self, endpoint: WebhookEndpoint) -> str:
        return ", ".join(str(WebhookEvent(event).label) for event in endpoint.events)

    @admin.display(description="Told of")
    def wants_shortly(self, endpoint: WebhookEndpoint) -> str:
        """A line at most; the endpoint's page has them all."""
        if set(endpoint.events) == set(WebhookEvent):
            return "Everything"
        return (
            self.wants(endpoint)
            if len(endpoint.events) <= SHOWN_EVENTS
            else f"{len(endpoint.events)} kinds of events"
        )

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
        number = row_number(request.POST.get("delivery", ""))
        delivery = get_object_or_404(endpoint.deliveries.all(), pk=number)
        if not send_again(delivery_id=delivery.pk, now=timezone.now()):
            messages.info(request, "It is on its way already.")
            return self._back(endpoint)
        return self._done(request, endpoint, "sent again", f"{delivery.message_id} is sent again.")

    def _posted(
        self, view: Callable[[HttpRequest, WebhookEndpoint], HttpResponse]
    ) -> Callable[..., HttpResponse]:
        """The view of an endpoint that the person may change."""

        def posted(request: HttpRequest, endpoint_id: int) -> HttpResponse:
            endpoint = self._endpoint(request, str(endpoint_id))
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

    def _endpoint(self, request: HttpRequest, number: str) -> WebhookEndpoint:
        endpoint: WebhookEndpoint = self.row(request, number, "merchant", "created_by")
        return endpoint

    def _secret_page(self, request: HttpRequest, endpoint: WebhookEndpoint) -> HttpResponse:
        context = {"endpoint": endpoint, "secret": current_secret(endpoint)}
        return self.page(request, "secret", "The secret", context)
