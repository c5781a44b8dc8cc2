"""What somebody does in django-oscar's shop, over its API and on its pages.

Pages as its templates lead through them: https://django-oscar.readthedocs.io/en/4.2/ref/apps/checkout.html
"""

import re

from tests.benchmarks.orders.shopping.buying import EMAIL
from tests.benchmarks.orders.shopping.visits import Visit

_NAMED = {"first_name": "Ada", "last_name": "Byron", "line1": "Linden 3", "line4": "Wien", "postcode": "1010"}
# Its forms want the same thing in a cookie and in a field, and take whatever it is.
_UNGUESSED = "v" * 32


def add(visit: Visit, thing: int) -> None:
    visit.json("/api/basket/add-product/", {"url": f"/api/products/{thing}/", "quantity": 1})


def buy(visit: Visit, thing: int) -> None:
    """Add, see what it costs and how it may be sent, order."""
    add(visit, thing)
    basket = re.search(r'"url":"([^"]*/baskets/\d+/)"', visit.get("/api/basket/"))
    if basket is None:
        raise RuntimeError("The peer tells no basket.")
    visit.get("/api/basket/shipping-methods/")
    address = {**_NAMED, "country": "/api/countries/AT/"}
    visit.json("/api/checkout/", {"basket": basket[1], "guest_email": EMAIL, "shipping_address": address})


def add_on_page(visit: Visit, thing: int) -> None:
    """Press the button of a product's page, and see the basket."""
    visit.cookies.setdefault("csrftoken", _UNGUESSED)
    _submit(visit, f"/basket/add/{thing}/", {"quantity": 1})


def buy_on_pages(visit: Visit, thing: int) -> None:
    """The same, go through its checkout as a guest, place the order, and see it. Nothing is paid."""
    add_on_page(visit, thing)
    visit.get("/checkout/")
    _submit(visit, "/checkout/", {"username": EMAIL, "options": "anonymous"})
    _submit(visit, "/checkout/shipping-address/", {**_NAMED, "country": "AT"})
    _submit(visit, "/checkout/preview/", {})
    ordered = _submit(visit, "/checkout/preview/", {"action": "place_order"})
    if not ordered.startswith("/checkout/thank-you"):
        raise RuntimeError(f"The peer takes no order; it leads to {ordered!r}.")


def _submit(visit: Visit, path: str, fields: dict[str, object]) -> str:
    """Send a form and look at the page that it leads to, however often it leads on; where that is."""
    place, end = visit.form(path, fields), ""
    while place:
        end = place
        place = visit.lead(place)
    return end
