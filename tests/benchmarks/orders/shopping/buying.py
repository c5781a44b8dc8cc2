"""What somebody does in our shop, over its API and on its pages."""

import re
from uuid import uuid4

from tests.benchmarks.orders.shopping.visits import Visit

EMAIL = "ada@vitrine.test"
_ADDRESS = {"name": "Ada Byron", "line1": "Linden 3", "postcode": "1010", "city": "Wien", "country": "AT"}
_TOTAL = re.compile(r'name="expected_total" value="(\d+)"')


def add(visit: Visit, thing: int) -> str:
    """The address of a new cart with it."""
    told = visit.json("/api/v1/carts/", {"lines": [{"variant": thing, "quantity": 1}]})
    return f"/api/v1/carts/{told['token']}/"


def buy(visit: Visit, thing: int) -> None:
    """Add, see what it costs there and how it may be sent, order."""
    cart = add(visit, thing)
    visit.get(cart)
    quote = visit.json(f"{cart}quote/", {"country": "AT"})
    visit.json(
        f"{cart}checkout/",
        {
            "email": EMAIL,
            "shipping_address": _ADDRESS,
            "expected_total": quote["totals"]["total"]["amount"],
            "terms_accepted": True,
        },
        **{"Idempotency-Key": uuid4().hex},
    )


def add_on_page(visit: Visit, thing: int) -> None:
    """Press the button of a product's page, and see the cart."""
    visit.get(visit.form("/cart/lines/", {"variant": thing, "quantity": 1}))


def buy_on_pages(visit: Visit, thing: int) -> None:
    """The same, fill in the checkout, pay, and see the order."""
    add_on_page(visit, thing)
    found = _TOTAL.search(visit.get("/checkout/"))
    if found is None:
        raise RuntimeError("The checkout shows no total.")
    said = {**_ADDRESS, "email": EMAIL, "terms": "on", "expected_total": found[1]}
    payment = visit.form("/checkout/", said)
    visit.get(payment)
    visit.get(visit.form(payment, {"outcome": "pay"}))
