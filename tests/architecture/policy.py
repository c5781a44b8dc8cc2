"""Who may ask what of every address outside the admin: the table that the tests hold the addresses to.

A new address is an addition here, made by somebody who has thought about who may use it.
"""

import enum
from dataclasses import dataclass

READ = frozenset({"GET", "HEAD"})
POST = frozenset({"POST"})
PUT = frozenset({"PUT"})
PATCH = frozenset({"PATCH"})
DELETE = frozenset({"DELETE"})
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


class Who(enum.Enum):
    """Whose request is served. Everybody else is treated as if there were nothing."""

    ANYBODY = "the same for everybody; nobody is asked who they are"
    CART_HOLDER = "whoever holds the signed cookie of a cart; others have an empty one"
    PROVIDER = (
        "a payment provider, which signs what it sends; anybody else is 400, or 404 in shops without it"
    )
    VISITOR = "whoever comes in: forms that no cache keeps; those who are logged in are led on"
    CUSTOMER = "whoever is logged in, for what is theirs; strangers are led to the log-in, others' is 404"
    SESSION = "programs in the browser of whoever is logged in, for what is theirs; strangers are 403, others' is 404"
    CART_TOKEN = (
        "whoever knows the signed token of a cart in the address, which making one tells; a wrong one is 404"
    )
    PROGRAM = "programs with an API key of a merchant, for that merchant's rows; others are 404"
    KEY_HOLDER = "whoever knows the random identifier in the address; a wrong one is 404"


@dataclass(frozen=True)
class Policy:
    """Who is served, by which methods. `is_gate` when strangers are led to the cart instead of being answered."""

    who: Who
    methods: frozenset[str]
    is_gate: bool = False


POLICIES: dict[str, Policy] = {
    "": Policy(Who.ANYBODY, READ),
    "favicon.ico": Policy(Who.ANYBODY, READ),
    "categories/<slug:slug>/": Policy(Who.ANYBODY, READ),
    "collections/<slug:slug>/": Policy(Who.ANYBODY, READ),
    "search/": Policy(Who.ANYBODY, READ),
    "search/suggestions/": Policy(Who.ANYBODY, READ),
    "products/<slug:slug>/": Policy(Who.ANYBODY, READ),
    "products/<slug:slug>/model.glb": Policy(Who.ANYBODY, READ),
    "feeds/google.xml": Policy(Who.ANYBODY, READ),
    "feeds/google.tsv": Policy(Who.ANYBODY, READ),
    "sitemap.xml": Policy(Who.ANYBODY, READ),
    "sitemaps/shelves.xml": Policy(Who.ANYBODY, READ),
    "sitemaps/products-<int:part>.xml": Policy(Who.ANYBODY, READ),
    "robots.txt": Policy(Who.ANYBODY, READ),
    "api/v1/": Policy(Who.ANYBODY, READ),
    "api/v1/schema/": Policy(Who.ANYBODY, READ),
    "api/v1/docs/": Policy(Who.ANYBODY, READ),
    "api/v1/problems/": Policy(Who.ANYBODY, READ),
    "api/v1/products/": Policy(Who.ANYBODY, READ),
    "api/v1/products/<slug:slug>/": Policy(Who.ANYBODY, READ),
    "api/v1/categories/": Policy(Who.ANYBODY, READ),
    "api/v1/categories/<slug:slug>/": Policy(Who.ANYBODY, READ),
    "api/v1/collections/": Policy(Who.ANYBODY, READ),
    "api/v1/collections/<slug:slug>/": Policy(Who.ANYBODY, READ),
    "api/v1/attributes/": Policy(Who.ANYBODY, READ),
    "api/v1/merchant/products/": Policy(Who.PROGRAM, READ | POST),
    "api/v1/merchant/products/<int:product_id>/": Policy(Who.PROGRAM, READ | PATCH),
    "api/v1/merchant/products/<int:product_id>/variants/": Policy(Who.PROGRAM, POST),
    "api/v1/merchant/products/<int:product_id>/attributes/": Policy(Who.PROGRAM, PATCH),
    "api/v1/merchant/products/<int:product_id>/options/": Policy(Who.PROGRAM, PUT),
    "api/v1/merchant/products/<int:product_id>/pictures/": Policy(Who.PROGRAM, POST),
    "api/v1/merchant/products/<int:product_id>/videos/": Policy(Who.PROGRAM, POST),
    "api/v1/merchant/media/<int:media_id>/": Policy(Who.PROGRAM, PATCH | DELETE),
    "api/v1/merchant/products/<int:product_id>/publish/": Policy(Who.PROGRAM, POST),
    "api/v1/merchant/products/<int:product_id>/schedule/": Policy(Who.PROGRAM, POST),
    "api/v1/merchant/products/<int:product_id>/call-off/": Policy(Who.PROGRAM, POST),
    "api/v1/merchant/products/<int:product_id>/withdraw/": Policy(Who.PROGRAM, POST),
    "api/v1/merchant/products/<int:product_id>/archive/": Policy(Who.PROGRAM, POST),
    "api/v1/merchant/products/<int:product_id>/restore/": Policy(Who.PROGRAM, POST),
    "api/v1/merchant/variants/<int:variant_id>/": Policy(Who.PROGRAM, PATCH),
    "api/v1/merchant/variants/<int:variant_id>/retire/": Policy(Who.PROGRAM, POST),
    "api/v1/merchant/variants/<int:variant_id>/price/": Policy(Who.PROGRAM, PUT),
    "api/v1/merchant/variants/<int:variant_id>/prices/": Policy(Who.PROGRAM, POST),
    "api/v1/merchant/variants/<int:variant_id>/sales/": Policy(Who.PROGRAM, POST),
    "api/v1/merchant/variants/<int:variant_id>/sales/<int:price_id>/": Policy(Who.PROGRAM, DELETE),
    "api/v1/merchant/collections/": Policy(Who.PROGRAM, READ | POST),
    "api/v1/merchant/collections/<int:collection_id>/": Policy(Who.PROGRAM, READ | PATCH | DELETE),
    "api/v1/merchant/prices/": Policy(Who.PROGRAM, PUT),
    "api/v1/merchant/stock/": Policy(Who.PROGRAM, POST),
    "api/v1/merchant/orders/": Policy(Who.PROGRAM, READ),
    "api/v1/merchant/orders/<int:number>/": Policy(Who.PROGRAM, READ),
    "api/v1/merchant/orders/<int:number>/fulfilments/": Policy(Who.PROGRAM, READ | POST),
    "api/v1/merchant/orders/<int:number>/fulfilments/<int:shipment_number>/": Policy(Who.PROGRAM, PUT),
    "api/v1/merchant/orders/<int:number>/capture/": Policy(Who.PROGRAM, POST),
    "api/v1/merchant/orders/<int:number>/refunds/": Policy(Who.PROGRAM, READ | POST),
    "api/v1/merchant/orders/<int:number>/returns/": Policy(Who.PROGRAM, READ | POST),
    "api/v1/merchant/orders/<int:number>/returns/<int:return_number>/receive/": Policy(Who.PROGRAM, POST),
    "api/v1/merchant/orders/<int:number>/returns/<int:return_number>/refuse/": Policy(Who.PROGRAM, POST),
    "api/v1/merchant/orders/<int:number>/notes/": Policy(Who.PROGRAM, READ | POST),
    "api/v1/merchant/orders/<int:number>/cancel/": Policy(Who.PROGRAM, POST),
    "api/v1/merchant/webhooks/": Policy(Who.PROGRAM, READ),
    "api/v1/merchant/webhooks/<int:endpoint_id>/deliveries/": Policy(Who.PROGRAM, READ),
    "api/v1/merchant/webhooks/<int:endpoint_id>/deliveries/<str:message_id>/again/": Policy(
        Who.PROGRAM, POST
    ),
    "api/v1/countries/": Policy(Who.ANYBODY, READ),
    "api/v1/countries/<str:country>/": Policy(Who.ANYBODY, READ),
    "api/v1/carts/": Policy(Who.CART_TOKEN, POST),
    "api/v1/carts/<str:cart_token>/": Policy(Who.CART_TOKEN, READ),
    "api/v1/carts/<str:cart_token>/lines/": Policy(Who.CART_TOKEN, POST),
    "api/v1/carts/<str:cart_token>/lines/<int:variant_id>/": Policy(Who.CART_TOKEN, PATCH | DELETE),
    "api/v1/carts/<str:cart_token>/quote/": Policy(Who.CART_TOKEN, POST),
    "api/v1/carts/<str:cart_token>/checkout/": Policy(Who.CART_TOKEN, POST),
    "api/v1/customer/orders/": Policy(Who.SESSION, READ),
    "api/v1/customer/orders/<int:number>/": Policy(Who.SESSION, READ),
    "api/v1/customer/orders/<int:number>/cancel/": Policy(Who.SESSION, POST),
    "api/v1/orders/<anycase:order_id>/": Policy(Who.KEY_HOLDER, READ),
    "api/v1/orders/<anycase:order_id>/pay/": Policy(Who.KEY_HOLDER, POST),
    "api/v1/orders/<anycase:order_id>/cancel/": Policy(Who.KEY_HOLDER, POST),
    "api/v1/orders/<anycase:order_id>/returns/": Policy(Who.KEY_HOLDER, POST),
    "cart/": Policy(Who.CART_HOLDER, READ),
    "cart/badge/": Policy(Who.CART_HOLDER, READ),
    "cart/lines/": Policy(Who.CART_HOLDER, POST),
    "cart/lines/<int:variant_id>/": Policy(Who.CART_HOLDER, POST),
    "cart/lines/<int:variant_id>/remove/": Policy(Who.CART_HOLDER, POST),
    "cart/lines/<int:variant_id>/save/": Policy(Who.CART_HOLDER, POST),
    "cart/lines/<int:variant_id>/take-up/": Policy(Who.CART_HOLDER, POST),
    "checkout/": Policy(Who.CART_HOLDER, READ | POST, is_gate=True),
    "terms/": Policy(Who.ANYBODY, READ),
    "payments/stripe/webhook/": Policy(Who.PROVIDER, POST),
    "account/": Policy(Who.CUSTOMER, READ),
    "account/orders/": Policy(Who.CUSTOMER, READ),
    "account/orders/claim/": Policy(Who.CUSTOMER, POST),
    "account/orders/<int:number>/": Policy(Who.CUSTOMER, READ),
    "account/addresses/": Policy(Who.CUSTOMER, READ | POST),
    "account/addresses/<int:address_id>/": Policy(Who.CUSTOMER, READ | POST),
    "account/addresses/<int:address_id>/remove/": Policy(Who.CUSTOMER, POST),
    "account/addresses/<int:address_id>/propose/": Policy(Who.CUSTOMER, POST),
    "account/email/": Policy(Who.CUSTOMER, READ | POST),
    "account/password/": Policy(Who.CUSTOMER, READ | POST),
    "account/password/first/": Policy(Who.CUSTOMER, READ | POST),
    "account/confirm-again/": Policy(Who.CUSTOMER, READ | POST),
    "account/two-step/": Policy(Who.CUSTOMER, READ),
    "account/two-step/confirm-again/": Policy(Who.CUSTOMER, READ | POST),
    "account/two-step/app/": Policy(Who.CUSTOMER, READ | POST),
    "account/two-step/app/remove/": Policy(Who.CUSTOMER, READ | POST),
    "account/two-step/recovery/": Policy(Who.CUSTOMER, READ),
    "account/two-step/recovery/new/": Policy(Who.CUSTOMER, READ | POST),
    "account/two-step/recovery/file/": Policy(Who.CUSTOMER, READ),
    "account/delete/": Policy(Who.CUSTOMER, READ | POST),
    "account/login/": Policy(Who.VISITOR, READ | POST),
    "account/logout/": Policy(Who.VISITOR, READ | POST),
    "account/signup/": Policy(Who.VISITOR, READ | POST),
    "account/inactive/": Policy(Who.VISITOR, READ),
    "account/email/sent/": Policy(Who.VISITOR, READ),
    "account/email/confirm/<str:key>/": Policy(Who.VISITOR, READ | POST),
    "account/password/reset/": Policy(Who.VISITOR, READ | POST),
    "account/password/reset/sent/": Policy(Who.VISITOR, READ),
    "account/password/reset/done/": Policy(Who.VISITOR, READ),
    "account/^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$": Policy(Who.VISITOR, READ | POST),
    "account/two-step/code/": Policy(Who.VISITOR, READ | POST),
    "orders/find/": Policy(Who.VISITOR, READ | POST),
    "pay/<uuid:payment_id>/": Policy(Who.KEY_HOLDER, READ | POST),
    "orders/<uuid:order_id>/": Policy(Who.KEY_HOLDER, READ),
    "orders/<uuid:order_id>/invoices/<slug:name>.pdf": Policy(Who.KEY_HOLDER, READ),
    "orders/<uuid:order_id>/pay/": Policy(Who.KEY_HOLDER, POST),
    "orders/<uuid:order_id>/cancel/": Policy(Who.KEY_HOLDER, POST),
    "orders/<uuid:order_id>/again/": Policy(Who.KEY_HOLDER, POST),
    "orders/<uuid:order_id>/return/": Policy(Who.KEY_HOLDER, READ | POST),
}
