"""The admin's pages of people, merchants and API keys."""

from accounts.admin import customers
from accounts.admin.api_keys import ApiKeyAdmin
from accounts.admin.details import MerchantDetailsAdmin
from accounts.admin.people import GroupAdmin, MerchantAdmin, UserAdmin

__all__ = ["ApiKeyAdmin", "GroupAdmin", "MerchantAdmin", "MerchantDetailsAdmin", "UserAdmin", "customers"]
