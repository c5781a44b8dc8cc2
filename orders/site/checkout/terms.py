"""The terms of sale, which buyers agree to."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

KEPT_SECONDS = 300


@require_safe
@cache_control(public=True, max_age=KEPT_SECONDS)
def terms(request: HttpRequest) -> HttpResponse:
    return render(request, "orders/terms.html", {"version": settings.TERMS_VERSION})
