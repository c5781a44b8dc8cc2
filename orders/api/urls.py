"""Addresses of carts and orders in the API, below /api/v1/."""

from django.urls import include, path

from orders.api import carts, checkout, countries, customers, orders, quotes

app_name = "orders-api"

urlpatterns = [
    path("countries/", countries.CountriesView.as_view(), name="countries"),
    path("countries/<str:country>/", countries.CountryView.as_view(), name="country"),
    path("carts/", carts.CartsView.as_view(), name="carts"),
    path("carts/<str:cart_token>/", carts.OneCartView.as_view(), name="cart"),
    path("carts/<str:cart_token>/lines/", carts.LinesView.as_view()),
    path("carts/<str:cart_token>/lines/<int:variant_id>/", carts.OneLineView.as_view()),
    path("carts/<str:cart_token>/quote/", quotes.QuoteView.as_view()),
    path("carts/<str:cart_token>/checkout/", checkout.CheckoutView.as_view()),
    path("orders/", customers.CustomerOrdersView.as_view(), name="customer-orders"),
    path("orders/<int:number>/", customers.CustomerOrderView.as_view(), name="customer-order"),
    path("orders/<int:number>/cancel/", customers.CancelCustomerOrderView.as_view()),
    path("orders/<uuid:order_id>/", orders.OrderView.as_view(), name="order"),
    path("orders/<uuid:order_id>/pay/", orders.PayView.as_view()),
    path("orders/<uuid:order_id>/cancel/", orders.CancelView.as_view()),
    path("orders/<uuid:order_id>/returns/", orders.ReturnsView.as_view()),
    path("merchant/orders/", include("orders.api.merchant.urls")),
]
