"""Measures the admin's list of products, as somebody who runs the shop and as one of its merchants."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Merchant, User
from accounts.services.ensure_roles import MERCHANTS_GROUP
from catalog.models import Category
from tests.benchmarks.catalog.costs import Cost, cost_of, typical

FIRST_PAGE, LAST_PAGE = "first page", "last page"
_REPEATS = 3
_PAGE = re.compile(rb"[?&;]p=(\d+)")


@dataclass(frozen=True)
class Listed:
    """A page of the list: who sees it, which it is, what it costs, and why it is none (otherwise empty)."""

    who: str
    page: str
    cost: Cost
    trouble: str


def admin_lists() -> Iterator[Listed]:
    """The list as it opens, its last page, sorted, filtered, and searched for common, rare and absent words."""
    category = Category.objects.get(slug="chairs").pk
    for who, user in (("superuser", _superuser()), ("merchant", _merchant())):
        client = Client(raise_request_exception=False)
        client.force_login(user)
        opened = client.get(reverse("admin:catalog_product_changelist"))
        pages = max(map(int, _PAGE.findall(opened.content)), default=1)
        for page, asked in {
            FIRST_PAGE: "",
            LAST_PAGE: f"?p={pages}",
            "sorted by price": "?o=5",
            "one state": "?state__exact=published",
            "one category": f"?category__id__exact={category}",
            "searched, common word": "?q=chair",
            "searched, two words": "?q=walnut+desk",
            "searched, article number": "?q=000123-1",
            "searched, nothing there": "?q=zyxwvut",
            "searched and filtered": f"?q=oak&category__id__exact={category}",
        }.items():
            yield _listed(client, who, page, asked)


def _listed(client: Client, who: str, page: str, asked: str) -> Listed:
    address = reverse("admin:catalog_product_changelist") + asked
    costs, trouble = [], ""
    for _ in range(_REPEATS):
        answer, cost = cost_of(lambda: client.get(address))
        costs.append(cost)
        if answer.status_code != HTTPStatus.OK:
            trouble = f"answered {answer.status_code}"
            break
    return Listed(who, page, typical(costs), trouble)


def _superuser() -> User:
    known = User.objects.filter(email="bench-shop@vitrine.test").first()
    return known or User.objects.create_superuser(email="bench-shop@vitrine.test")


def _merchant() -> User:
    known = User.objects.filter(email="bench-merchant@vitrine.test").first()
    user = known or User.objects.create_user(email="bench-merchant@vitrine.test", is_staff=True)
    user.groups.add(Group.objects.get(name=MERCHANTS_GROUP))
    Membership.objects.get_or_create(
        user=user, merchant=Merchant.objects.filter(slug__startswith="sample-").order_by("pk")[0]
    )
    return user
