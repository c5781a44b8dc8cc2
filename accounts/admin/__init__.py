"""The admin's pages of people, merchants, API keys and webhooks."""

from accounts.admin import customers
from accounts.admin.api_keys import ApiKeyAdmin
from accounts.admin.details import MerchantDetailsAdmin
from accounts.admin.people import GroupAdmin, MerchantAdmin, UserAdmin
from accounts.admin.webhooks import WebhookEndpointAdmin

__all__ = [
    "ApiKeyAdmin",
    "GroupAdmin",
    "MerchantAdmin",
    "MerchantDetailsAdmin",
    "UserAdmin",
    "WebhookEndpointAdmin",
    "customers",
]
