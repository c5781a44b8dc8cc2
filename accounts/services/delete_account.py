"""Delete the account of a customer."""

import logging

from django.db import transaction

from accounts.errors import AccountRefused
from accounts.models import User

logger = logging.getLogger(__name__)


def delete_account(*, user_id: int, password: str) -> None:
    """Remove this person with their addresses, second factors and sessions; what they ordered stays, as nobody's.

    AccountRefused, and nothing changed, when the password is wrong or they work for the shop or a merchant.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().filter(pk=user_id).first()
        if user is None or not user.check_password(password):
            raise AccountRefused("This is not your password.")
        if user.is_staff or user.is_superuser or user.memberships.exists():
            raise AccountRefused("You work for the shop. Please ask whoever runs it to delete your account.")
        user.delete()
    logger.info("account_deleted")
