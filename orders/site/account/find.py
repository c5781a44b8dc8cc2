"""The way back to an order for whoever bought without an account."""

from http import HTTPStatus

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from orders.models import LARGEST_ID
from orders.services.customers.send_order_link import ask_for_order_link
from orders.site.private import private_page

SENT = "If there is such an order, its link is on the way to your e-mail address."


class FindForm(forms.Form):
    """What stands in every e-mail about an order, and where that went."""

    number = forms.IntegerField(
        label="Order number",
        min_value=1,
        max_value=LARGEST_ID,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": "Please tell us the number of the order.",
            "invalid": "The number has digits only.",
            "min_value": "No order has this number.",
            "max_value": "No order has this number.",
        },
    )
    email = forms.EmailField(
        label="E-mail address",
        help_text="The one you ordered with.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Please tell us the e-mail address you ordered with.",
            "invalid": "This does not look like an e-mail address: it has the form name@example.com.",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def find(request: HttpRequest) -> HttpResponse:
    """Says the same whether there is such an order or not: who may know it gets an e-mail."""
    if request.method != "POST":
        return render(request, "orders/find.html", {"form": FindForm(label_suffix="")})
    form = FindForm(request.POST, label_suffix="")
    if not form.is_valid():
        return render(request, "orders/find.html", {"form": form}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    number, email = form.cleaned_data["number"], form.cleaned_data["email"].lower()
    # Of each order by itself: others who type somebody's address do not keep them from theirs.
    if not ratelimit.consume(request, action="find_order", key=f"{number}:{email}"):
        return render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    ask_for_order_link(number=number, email=email)
    messages.success(request, SENT)
    return redirect("orders:find")
