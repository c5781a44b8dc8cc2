"""What allauth would show of customers: second factors and keys of e-mail addresses are in no admin page."""

from allauth.account import admin as addresses
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa import admin as second_factors
from allauth.mfa.models import Authenticator
from django.contrib import admin

# Both register what they show when they are imported, here or later.
REGISTERED_BY = (addresses, second_factors)

for model in (EmailAddress, EmailConfirmation, Authenticator):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
