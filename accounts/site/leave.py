"""The page on which people delete their account."""

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from accounts.errors import AccountRefused
from accounts.models import User
from accounts.services.delete_account import delete_account


class LeaveForm(forms.Form):
    """Their password, so that nobody deletes what somebody else left open."""

    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Please type your password."},
    )


@sensitive_post_parameters("password")
@login_required
def leave(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "accounts/leave.html", {"form": LeaveForm(label_suffix="")})
    form = LeaveForm(request.POST, label_suffix="")
    if form.is_valid() and isinstance(request.user, User):
        try:
            delete_account(user_id=request.user.pk, password=form.cleaned_data["password"])
        except AccountRefused as error:
            form.add_error("password", str(error))
        else:
            logout(request)
            messages.success(request, "Your account is deleted.")
            return redirect("account_login")
    return render(request, "accounts/leave.html", {"form": form}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
