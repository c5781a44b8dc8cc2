"""The catalogue's pages."""

from django.urls import path

from catalog.site import views

app_name = "catalog"

urlpatterns = [
    path("", views.home, name="home"),
    path("categories/<slug:slug>/", views.category, name="category"),
    path("products/<slug:slug>/", views.product, name="product"),
]
