"""Who works in the demo shop, and who buys there."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.utils.text import slugify

from accounts.models import Membership, Merchant, MerchantDetails, User
from accounts.services.ensure_roles import MERCHANTS_GROUP

ADMIN_EMAIL = "admin@vitrine.test"
MERCHANT_EMAIL = "merchant@vitrine.test"
CUSTOMER_EMAIL = "customer@vitrine.test"


@dataclass(frozen=True)
class Staff:
    """The two people who can log in: one runs the shop, one sells in it."""

    admin: User
    merchant: User


def ensure_staff(password: str, merchant_name: str) -> Staff:
    """The demo's people with `password`, the second of them working for `merchant_name`; beside them a customer."""
    admin = _user(ADMIN_EMAIL, "Ada Admin", password, is_staff=True, is_superuser=True)
    merchant = _user(MERCHANT_EMAIL, "Mika Merchant", password, is_staff=True)
    _user(CUSTOMER_EMAIL, "Kim Customer", password)
    merchant.groups.add(Group.objects.get(name=MERCHANTS_GROUP))
    Membership.objects.get_or_create(
        user=merchant, merchant=ensure_merchant(merchant_name), defaults={"role": Membership.Role.OWNER}
    )
    return Staff(admin, merchant)


def ensure_merchant(name: str) -> Merchant:
    """The merchant of this name, with invented details, so that what they sell gets invoices."""
    merchant, _ = Merchant.objects.get_or_create(slug=slugify(name), defaults={"name": name})
    MerchantDetails.objects.get_or_create(
        merchant=merchant,
        defaults={
            "legal_name": f"{name} GmbH",
            "line1": "Musterweg 1",
            "postcode": "1010",
            "city": "Wien",
            "country": "AT",
            "vat_id": "ATU00000000",
            "email": "office@vitrine.test",
            "invoice_prefix": f"DEMO{merchant.pk}",
        },
    )
    return merchant


def _user(
    email: str, name: str, password: str, *, is_staff: bool = False, is_superuser: bool = False
) -> User:
    """Their address counts as theirs, so that they can log in without an e-mail."""
    user, _ = User.objects.get_or_create(
        email=email, defaults={"name": name, "is_staff": is_staff, "is_superuser": is_superuser}
    )
    if not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user
