"""Somebody's address book: what stands in it, what comes in, changes and goes out, and which one is proposed first."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.errors import AddressBookFull, AddressUnknown
from accounts.models import MOST_ADDRESSES, User
from accounts.queries.address_book import address_of, addresses_of
from accounts.services.address_book.add_address import add_address
from accounts.services.address_book.change_address import change_address
from accounts.services.address_book.make_default import make_default
from accounts.services.address_book.remove_address import remove_address
from accounts.site.address_form import BookForm, filled_in


@login_required
def book(request: HttpRequest) -> HttpResponse:
    """All of them, and the form for another one."""
    user = _owner(request)
    form = filled_in(request)
    if form.is_bound and form.is_valid():
        try:
            add_address(user=user, postal=form.address(), label=form.cleaned_data["label"])
        except AddressBookFull as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "It is in your address book.")
            return redirect("account_addresses")
    addresses = addresses_of(user)
    context = {"addresses": addresses, "form": form, "is_full": len(addresses) >= MOST_ADDRESSES}
    return render(request, "accounts/addresses/book.html", context, status=_status(form))


@login_required
def change(request: HttpRequest, address_id: int) -> HttpResponse:
    """One of somebody else is 404."""
    user = _owner(request)
    try:
        entry = address_of(user, address_id)
        form = filled_in(request, entry)
        if form.is_bound and form.is_valid():
            label = form.cleaned_data["label"]
            change_address(user=user, address_id=address_id, postal=form.address(), label=label)
            messages.success(
                request, "The address is changed. What you have ordered already still goes where it did."
            )
            return redirect("account_addresses")
    except AddressUnknown as error:
        raise Http404(str(error)) from error
    context = {"entry": entry, "form": form}
    return render(request, "accounts/addresses/change.html", context, status=_status(form))


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


def _owner(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404("There is no such address book.")
    return request.user


def _status(form: BookForm) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
