"""Addresses of the catalogue's API, below /api/v1/."""

from django.urls import include, path

from catalog.api.views import ProductDetailView, ProductListView

app_name = "catalog-api"

urlpatterns = [
    path("products/", ProductListView.as_view(), name="products"),
    path("products/<slug:slug>/", ProductDetailView.as_view(), name="product"),
    path("merchant/", include("catalog.api.writing.urls")),
]
