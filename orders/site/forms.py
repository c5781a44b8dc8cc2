"""What shoppers type about carts, parsed. Rules about carts are the services' business."""

from django import forms

from orders.models import LARGEST_ID, MAX_QUANTITY
from orders.queries.carts.cart import CartView


class LineForm(forms.Form):
    """`variant` and `quantity` of something to put into the cart."""

    variant = forms.IntegerField(min_value=1, max_value=LARGEST_ID)
    quantity = forms.IntegerField(required=False, initial=1)

    def clean_quantity(self) -> int:
        quantity: int | None = self.cleaned_data["quantity"]
        return 1 if quantity is None else quantity


class QuantityForm(forms.Form):
    quantity = forms.IntegerField()


class RemovedForm(forms.Form):
    """In the cart page's address: which variant was just taken out, and how many of it there were."""

    removed = forms.IntegerField(min_value=1, max_value=LARGEST_ID)
    quantity = forms.IntegerField(min_value=1, max_value=MAX_QUANTITY)

    def line_besides(self, cart: CartView) -> dict[str, int] | None:
        """What the form of a product page would send to put it back; None when nothing was, or it is there again."""
        if not self.is_valid():
            return None
        variant: int = self.cleaned_data["removed"]
        held = {line.variant_id for line in (*cart.lines, *cart.saved)}
        return None if variant in held else {"variant": variant, "quantity": self.cleaned_data["quantity"]}
