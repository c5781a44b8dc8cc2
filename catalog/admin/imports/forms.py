"""What a merchant says about a list beside sending it."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from accounts.models import Merchant
from catalog.models import Category
from catalog.money import exponent
from catalog.services.moving.start_import import SentList
from catalog.states import ListFormat


class ImportForm(forms.Form):
    """A list and what it does not say itself."""

    file = forms.FileField(
        label="List",
        help_text="A .csv or .xlsx file. It is checked first; nothing changes before you say so.",
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".csv,.xlsx"}),
    )
    format = forms.ChoiceField(label="Kind of list", choices=ListFormat, widget=UnfoldAdminSelectWidget)
    currency = forms.CharField(
        label="Currency of its prices",
        min_length=3,
        max_length=3,
        initial=settings.SHOP_CURRENCY,
        help_text=f"Lists do not say it. Products are shown in the shop with prices in {settings.SHOP_CURRENCY}.",
        widget=UnfoldAdminTextInputWidget,
    )
    category = forms.ModelChoiceField(
        label="Category for the rest",
        queryset=Category.objects.all(),
        help_text="For products whose list names no category of this shop.",
        widget=UnfoldAdminSelectWidget,
    )
    merchant = forms.ModelChoiceField(
        label="Merchant", queryset=Merchant.objects.none(), widget=UnfoldAdminSelectWidget
    )

    def __init__(self, request: HttpRequest) -> None:
        sent: dict[str, Any] = (
            {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
        )
        super().__init__(**sent)
        own = Merchant.objects.all().for_actor(request.user)
        merchant = self.fields["merchant"]
        merchant.queryset = own  # type: ignore[attr-defined]  # a ModelChoiceField
        merchant.initial = own.first()

    def clean_currency(self) -> str:
        code = str(self.cleaned_data["currency"]).upper()
        try:
            exponent(code)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        return code

    def sent(self) -> SentList:
        """The list of a form that is valid."""
        file = self.cleaned_data["file"]
        return SentList(
            file=file.file,
            filename=file.name,
            bytes=file.size,
            format=ListFormat(self.cleaned_data["format"]),
            currency=self.cleaned_data["currency"],
        )
