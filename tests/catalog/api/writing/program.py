"""A merchant's program, as tests drive it."""

import itertools
import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client

from accounts.models import Merchant
from accounts.states import Scope
from catalog.models import Product, Variant
from tests.factories.accounts import MerchantFactory, make_key

PRODUCTS = "/api/v1/merchant/products/"
VARIANTS = "/api/v1/merchant/variants/"
PRICES = "/api/v1/merchant/prices/"
STOCK = "/api/v1/merchant/stock/"
_numbers = itertools.count()


@dataclass(frozen=True)
class Told:
    """What a program was answered: the status, the document, and the answer itself for its headers."""

    status: int
    document: Any
    answer: HttpResponse

    @property
    def problem(self) -> tuple[int, str]:
        """The status and the code of a problem document."""
        assert self.answer["Content-Type"] == "application/problem+json"
        return self.status, self.document["code"]

    @property
    def places(self) -> dict[str, str]:
        """What a problem says of each place: the code."""
        assert self.status == 400
        return {error["place"]: error["code"] for error in self.document["errors"]}


class Program:
    """Comes with a key of the merchant, by default one that may everything of a new merchant."""

    def __init__(self, merchant: Merchant | None = None, *, scopes: tuple[Scope, ...] = tuple(Scope)) -> None:
        self.merchant: Merchant = merchant or MerchantFactory()
        self.new = make_key(self.merchant, scopes=scopes)

    def ask(self, method: str, address: str, body: object = None, **headers: str) -> Told:
        """Headers are written with underscores. POSTs come with an Idempotency-Key of their own."""
        if method == "POST":
            headers.setdefault("Idempotency_Key", f"request-{next(_numbers)}")
        sent = {name.replace("_", "-"): value for name, value in headers.items() if value}
        answer = Client().generic(
            method,
            address,
            body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode(),
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.new.token}", **sent},
        )
        assert isinstance(answer, HttpResponse)
        return Told(answer.status_code, json.loads(answer.content), answer)


def address_of(row: Product | Variant, action: str = "") -> str:
    prefix = PRODUCTS if isinstance(row, Product) else VARIANTS
    return f"{prefix}{row.pk}/{action}"


def etag_of(product: Product) -> str:
    return f'"{Product.objects.values_list("version", flat=True).get(pk=product.pk)}"'
