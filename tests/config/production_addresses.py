"""The shop's addresses, and two more: one that rings for work, one that asks the database who we are."""

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from catalog.jobs import ring_mirror_relay
from config import urls

handler404 = urls.handler404


def ring(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        ring_mirror_relay()
    return HttpResponse("rung")


def who(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return HttpResponse(cursor.fetchone()[0])


urlpatterns = [path("ring/", ring), path("who/", who), *urls.urlpatterns]
