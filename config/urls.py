"""Every address of Vitrine."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("catalog.site.urls")),
    path("", include("orders.site.urls")),
]
