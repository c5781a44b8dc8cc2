"""The demo's people can log in, each where they belong."""

import pytest
from django.test import Client

from accounts.models import User
from deploy.local.seed.people import ADMIN_EMAIL, CUSTOMER_EMAIL, MERCHANT_EMAIL, ensure_staff
from deploy.local.shop import DEMO_ACCOUNTS

pytestmark = pytest.mark.django_db
PASSWORD = "kept beside the data"


def test_everybody_who_is_printed_logs_in_as_a_customer() -> None:
    ensure_staff(PASSWORD, "Atelier North")
    ensure_staff(PASSWORD, "Atelier North")

    for email in DEMO_ACCOUNTS:
        answer = Client().post("/account/login/", {"login": email, "password": PASSWORD})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/account/")


def test_only_those_who_work_there_open_the_admin() -> None:
    ensure_staff(PASSWORD, "Atelier North")

    staff = {user.email: user.is_staff for user in User.objects.all()}

    assert staff == {ADMIN_EMAIL: True, MERCHANT_EMAIL: True, CUSTOMER_EMAIL: False}
