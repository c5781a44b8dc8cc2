"""Who the tests of orders have in common."""

import pytest

from accounts.models import User
from tests.factories.accounts import UserFactory


@pytest.fixture
def superuser() -> User:
    """Whoever runs the shop."""
    superuser: User = UserFactory.create(is_staff=True, is_superuser=True)
    return superuser
