"""What shoppers type about carts, parsed. Rules about carts are the services' business."""

from django import forms

from orders.models import LARGEST_ID


class LineForm(forms.Form):
    """`variant` and `quantity` of something to put into the cart."""

    variant = forms.IntegerField(min_value=1, max_value=LARGEST_ID)
    quantity = forms.IntegerField(required=False, initial=1)

    def clean_quantity(self) -> int:
        quantity: int | None = self.cleaned_data["quantity"]
        return 1 if quantity is None else quantity


class QuantityForm(forms.Form):
    quantity = forms.IntegerField()
