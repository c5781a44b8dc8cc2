"""Every address of Vitrine."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from accounts.site import staff
from config.icon import favicon
from config.rest import DocsView, IndexView, ProblemsView, nothing_here

urlpatterns = [
    # First what is asked most and answered anew each time: Django tries one after the other.
    path("api/v1/", include("orders.api.urls")),
    path("favicon.ico", favicon, name="favicon"),
    # unfold's search over everything, which nothing leads to: it keeps objects where only JSON can be kept.
    path("admin/search/", admin.site.admin_view(nothing_here)),
    path("admin/login/", staff.log_in),
    path("admin/second-step/later/", admin.site.admin_view(staff.put_off), name="second_step_put_off"),
    path("admin/", admin.site.urls),
    path("api/v1/", IndexView.as_view(), name="api"),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("api/v1/docs/", DocsView.as_view(url_name="api-schema"), name="api-docs"),
    path("api/v1/problems/", ProblemsView.as_view(), name="api-problems"),
    path("api/v1/", include("catalog.api.urls")),
    path("account/", include("accounts.site.urls")),
    path("api/v1/", include("accounts.api.urls")),
    path("", include("catalog.site.urls")),
    path("", include("orders.site.urls")),
]

handler400 = "config.rest.bad_request"
handler404 = "config.rest.not_found"
handler500 = "config.rest.server_error"
