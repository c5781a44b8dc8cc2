"""Cart, checkout, payment and order pages, and what a customer has ordered."""

from django.urls import path

from orders.site import cart, invoice, order, payment, webhooks
from orders.site.account import find, orders, overview
from orders.site.checkout.page import checkout
from orders.site.checkout.terms import terms
from orders.site.returns import page as returns

app_name = "orders"
urlpatterns = [
    path("cart/", cart.show, name="cart"),
    path("cart/badge/", cart.badge, name="badge"),
    path("cart/lines/", cart.add, name="add"),
    path("cart/lines/<int:variant_id>/", cart.change, name="change"),
    path("cart/lines/<int:variant_id>/remove/", cart.remove, name="remove"),
    path("cart/lines/<int:variant_id>/save/", cart.save, name="save"),
    path("cart/lines/<int:variant_id>/take-up/", cart.take_up, name="take-up"),
    path("checkout/", checkout, name="checkout"),
    path("terms/", terms, name="terms"),
    path("pay/<uuid:payment_id>/", payment.pay, name="pay"),
    path("payments/stripe/webhook/", webhooks.stripe_webhook, name="stripe-webhook"),
    path("account/", overview.overview, name="account"),
    path("account/orders/", orders.history, name="account-orders"),
    path("account/orders/claim/", orders.claim, name="claim"),
    path("account/orders/<int:number>/", orders.detail, name="account-order"),
    path("orders/find/", find.find, name="find"),
    path("orders/<uuid:order_id>/", order.show, name="order"),
    path("orders/<uuid:order_id>/invoices/<slug:name>.pdf", invoice.invoice, name="invoice"),
    path("orders/<uuid:order_id>/pay/", order.pay_again, name="pay-again"),
    path("orders/<uuid:order_id>/cancel/", order.cancel, name="cancel"),
    path("orders/<uuid:order_id>/again/", order.again, name="again"),
    path("orders/<uuid:order_id>/return/", returns.send_back, name="return"),
]
