"""Coming in, going out, and what people change about their account. Names are those that allauth leads to."""

from allauth.account import views
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path, re_path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.site import addresses
from accounts.site.leave import leave

# allauth's views take any method.
page = require_safe
form = require_http_methods(["GET", "HEAD", "POST"])

urlpatterns = [
    path("login/", form(views.login), name="account_login"),
    path("logout/", form(views.logout), name="account_logout"),
    path("signup/", form(views.signup), name="account_signup"),
    path("inactive/", page(views.account_inactive), name="account_inactive"),
    path("confirm-again/", form(views.reauthenticate), name="account_reauthenticate"),
    path("email/", form(views.email), name="account_email"),
    path("email/sent/", page(views.email_verification_sent), name="account_email_verification_sent"),
    path("email/confirm/<str:key>/", form(views.confirm_email), name="account_confirm_email"),
    path("password/", form(views.password_change), name="account_change_password"),
    path("password/first/", form(views.password_set), name="account_set_password"),
    path("password/reset/", form(views.password_reset), name="account_reset_password"),
    path("password/reset/sent/", page(views.password_reset_done), name="account_reset_password_done"),
    path(
        "password/reset/done/",
        page(views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        form(views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("two-step/", page(mfa.index), name="mfa_index"),
    path("two-step/code/", form(mfa.authenticate), name="mfa_authenticate"),
    path("two-step/confirm-again/", form(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("two-step/app/", form(totp.activate_totp), name="mfa_activate_totp"),
    path("two-step/app/remove/", form(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("two-step/recovery/", page(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "two-step/recovery/new/",
        form(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "two-step/recovery/file/",
        page(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("addresses/", form(addresses.book), name="account_addresses"),
    path("addresses/<int:address_id>/", form(addresses.change), name="account_address"),
    path("addresses/<int:address_id>/remove/", require_POST(addresses.remove), name="account_address_remove"),
    path(
        "addresses/<int:address_id>/propose/", require_POST(addresses.propose), name="account_address_propose"
    ),
    path("delete/", form(leave), name="account_delete"),
]
