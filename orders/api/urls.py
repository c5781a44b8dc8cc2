"""Addresses of carts and orders in the API, below /api/v1/."""

from django.urls import include, path, register_converter
from django.urls.converters import UUIDConverter

from orders.api import carts, checkout, countries, customers, orders, quotes

app_name = "orders-api"


class AnyCaseConverter(UUIDConverter):
    """Also in capitals, as some programs write a UUID that they have read, Swift's among them."""

    regex = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


register_converter(AnyCaseConverter, "anycase")

_carts = [
    path("", carts.CartsView.as_view(), name="carts"),
    path("<str:cart_token>/", carts.OneCartView.as_view(), name="cart"),
    path("<str:cart_token>/lines/", carts.LinesView.as_view()),
    path("<str:cart_token>/lines/<int:variant_id>/", carts.OneLineView.as_view()),
    path("<str:cart_token>/quote/", quotes.QuoteView.as_view()),
    path("<str:cart_token>/checkout/", checkout.CheckoutView.as_view()),
]
_orders = [
    path("<anycase:order_id>/", orders.OrderView.as_view(), name="order"),
    path("<anycase:order_id>/pay/", orders.PayView.as_view()),
    path("<anycase:order_id>/cancel/", orders.CancelView.as_view()),
    path("<anycase:order_id>/returns/", orders.ReturnsView.as_view()),
]
# Apart from those above: an address of the document has one kind of number at each place.
_of_customers = [
    path("", customers.CustomerOrdersView.as_view(), name="customer-orders"),
    path("<int:number>/", customers.CustomerOrderView.as_view(), name="customer-order"),
    path("<int:number>/cancel/", customers.CancelCustomerOrderView.as_view()),
]

urlpatterns = [
    path("carts/", include(_carts)),
    path("orders/", include(_orders)),
    path("customer/orders/", include(_of_customers)),
    path("countries/", countries.CountriesView.as_view(), name="countries"),
    path("countries/<str:country>/", countries.CountryView.as_view(), name="country"),
    path("merchant/orders/", include("orders.api.merchant.urls")),
]
