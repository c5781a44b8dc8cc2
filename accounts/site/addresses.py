"""Somebody's address book: what stands in it, what comes in and goes out, and which one is proposed first."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.errors import AddressBookFull, AddressUnknown
from accounts.models import User
from accounts.postal.form import AddressForm
from accounts.queries.address_book import addresses_of
from accounts.services.address_book.add_address import add_address
from accounts.services.address_book.make_default import make_default
from accounts.services.address_book.remove_address import remove_address


@login_required
def book(request: HttpRequest) -> HttpResponse:
    """Another country asks for other fields: its form is sent for by `?country=`, and comes back when it was sent."""
    if not isinstance(request.user, User):
        raise Http404("There is no such address book.")
    form = AddressForm(country=request.GET.get("country", ""))
    status = HTTPStatus.OK
    if request.method == "POST":
        form = AddressForm(request.POST)
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                add_address(user=request.user, postal=form.address())
            except AddressBookFull as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, "It is in your address book.")
                return redirect("account_addresses")
    context = {"addresses": addresses_of(request.user), "form": form}
    return render(request, "accounts/addresses.html", context, status=status)


@login_required
def remove(request: HttpRequest, address_id: int) -> HttpResponse:
    return _and_back(request, address_id, remove_address, "It is out of your address book.")


@login_required
def propose(request: HttpRequest, address_id: int) -> HttpResponse:
    return _and_back(request, address_id, make_default, "This address is proposed first from now on.")


def _and_back(request: HttpRequest, address_id: int, act: Callable[..., None], said: str) -> HttpResponse:
    """Do this to an address; one of somebody else is 404."""
    try:
        act(user=request.user, address_id=address_id)
    except AddressUnknown as error:
        raise Http404(str(error)) from error
    messages.success(request, said)
    return redirect("account_addresses")
