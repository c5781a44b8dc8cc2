"""Who: the people who log in, the merchants they work for, the programs that merchants let in, and those that they want told."""

from accounts.models.addresses import LONGEST_LABEL, MOST_ADDRESSES, Address
from accounts.models.answered import AnsweredRequest
from accounts.models.api_keys import ApiKey
from accounts.models.details import MerchantDetails
from accounts.models.mails import AccountMail
from accounts.models.people import Membership, Merchant, MerchantQuerySet, User, UserManager
from accounts.models.webhooks import WebhookDelivery, WebhookEndpoint

__all__ = [
    "LONGEST_LABEL",
    "MOST_ADDRESSES",
    "AccountMail",
    "Address",
    "AnsweredRequest",
    "ApiKey",
    "Membership",
    "Merchant",
    "MerchantDetails",
    "MerchantQuerySet",
    "User",
    "UserManager",
    "WebhookDelivery",
    "WebhookEndpoint",
]
