"""Addresses of webhooks in the API, below /api/v1/."""

from django.urls import path

from accounts.api import webhooks

app_name = "accounts-api"

urlpatterns = [
    path("merchant/webhooks/", webhooks.WebhooksView.as_view()),
    path("merchant/webhooks/<int:endpoint_id>/deliveries/", webhooks.DeliveriesView.as_view()),
    path(
        "merchant/webhooks/<int:endpoint_id>/deliveries/<str:message_id>/again/",
        webhooks.SendAgainView.as_view(),
    ),
]
