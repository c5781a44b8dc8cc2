"""What browsers get that ask for the shop's mark by the old address."""

from django.contrib.staticfiles.finders import find
from django.templatetags.static import static
from django.test import Client


def test_favicon_leads_to_the_mark_without_a_cookie(client: Client) -> None:
    answer = client.get("/favicon.ico")

    assert (answer.status_code, answer["Location"]) == (302, static("site/img/mark.svg"))
    assert find("site/img/mark.svg")
    assert answer["Cache-Control"] == "public, max-age=86400"
    assert not answer.cookies
