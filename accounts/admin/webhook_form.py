"""What a merchant says of a new webhook endpoint."""

from typing import Any

from django import forms
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from accounts.errors import EndpointRefused
from accounts.models import Merchant
from accounts.models.webhooks import LONGEST_URL
from accounts.services.webhooks.endpoints import require_url
from accounts.states import WebhookEvent


class EndpointForm(forms.Form):
    """For merchants that the person owns."""

    url = forms.CharField(
        label="Address",
        max_length=LONGEST_URL,
        help_text="Where your program listens, beginning with https://.",
        widget=UnfoldAdminTextInputWidget,
    )
    events = forms.MultipleChoiceField(
        label="Told of",
        choices=WebhookEvent.choices,
        initial=[WebhookEvent.ORDER_PAID, WebhookEvent.ORDER_CANCELLED],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Say what it is to be told of."},
    )
    merchant = forms.ModelChoiceField(queryset=Merchant.objects.none(), widget=UnfoldAdminSelectWidget)

    def __init__(self, request: HttpRequest) -> None:
        sent: dict[str, Any] = {"data": request.POST} if request.method == "POST" else {}
        super().__init__(**sent)
        own = Merchant.objects.all().owned_by(request.user)
        merchant = self.fields["merchant"]
        merchant.queryset = own  # type: ignore[attr-defined]  # a ModelChoiceField
        merchant.initial = own.first()

    def clean_url(self) -> str:
        try:
            return require_url(self.cleaned_data["url"])
        except EndpointRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    @property
    def events_wanted(self) -> list[WebhookEvent]:
        """Of a valid form."""
        return [WebhookEvent(event) for event in self.cleaned_data["events"]]
