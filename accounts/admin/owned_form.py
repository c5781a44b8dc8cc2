"""What forms of owners have in common: for which of their merchants it is."""

from typing import Any

from django import forms
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminSelectWidget

from accounts.models import Merchant


class OwnedForm(forms.Form):
    """Something for one of the merchants that the person owns; bound to what was posted."""

    merchant = forms.ModelChoiceField(queryset=Merchant.objects.none(), widget=UnfoldAdminSelectWidget)

    def __init__(self, request: HttpRequest) -> None:
        sent: dict[str, Any] = {"data": request.POST} if request.method == "POST" else {}
        super().__init__(**sent)
        own = Merchant.objects.all().owned_by(request.user)
        # Asked for last, after what the form itself is about.
        merchant = self.fields["merchant"] = self.fields.pop("merchant")
        merchant.queryset = own  # type: ignore[attr-defined]  # a ModelChoiceField
        merchant.initial = own.first()
