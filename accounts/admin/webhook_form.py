"""What a merchant says of a new webhook endpoint."""

from django import forms
from unfold.widgets import UnfoldAdminTextInputWidget

from accounts.admin.owned_form import OwnedForm
from accounts.errors import EndpointRefused
from accounts.models.webhooks import LONGEST_URL
from accounts.services.webhooks.endpoints import require_url
from accounts.states import WebhookEvent


class EndpointForm(OwnedForm):
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

    def clean_url(self) -> str:
        try:
            return require_url(self.cleaned_data["url"])
        except EndpointRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    @property
    def events_wanted(self) -> list[WebhookEvent]:
        """Of a valid form."""
        return [WebhookEvent(event) for event in self.cleaned_data["events"]]
