"""Addresses of the catalogue's API, below /api/v1/."""

from django.urls import include, path

from catalog.api.place_views import (
    AttributeListView,
    CategoryDetailView,
    CategoryListView,
    CollectionDetailView,
    CollectionListView,
)
from catalog.api.views import ProductDetailView, ProductListView

app_name = "catalog-api"

urlpatterns = [
    path("products/", ProductListView.as_view(), name="products"),
    path("products/<slug:slug>/", ProductDetailView.as_view(), name="product"),
    path("categories/", CategoryListView.as_view(), name="categories"),
    path("categories/<slug:slug>/", CategoryDetailView.as_view(), name="category"),
    path("collections/", CollectionListView.as_view(), name="collections"),
    path("collections/<slug:slug>/", CollectionDetailView.as_view(), name="collection"),
    path("attributes/", AttributeListView.as_view(), name="attributes"),
    path("merchant/", include("catalog.api.writing.urls")),
]
