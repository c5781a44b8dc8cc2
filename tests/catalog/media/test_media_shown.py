"""Pictures and videos on their way to shoppers."""

import json
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.mirror.documents.media_view import MediaView, PictureView
from catalog.mirror.documents.product import product_document, product_view
from catalog.mirror.relay import relay_mirror
from catalog.mirror.rows import MediaRow
from catalog.mirror.source import load_by_slugs
from catalog.services.media.add_media import add_video
from catalog.states import MediaState
from tests.catalog.media.test_media_rules import make_image
from tests.catalog.mirror.rows import CHAIR
from tests.catalog.site.pages import Page
from tests.factories.catalog import ProductFactory, make_offer

SIDE = MediaRow("From the side", None, "", "s", "m", "l", 1000, 750)
FILM = MediaRow("In use", 7, "https://youtu.be/1", "", "", "", None, None)


def test_shoppers_get_what_the_document_tells() -> None:
    document = product_document(replace(CHAIR, media=(SIDE, FILM)), "EUR")

    view = product_view(json.loads(json.dumps(document)), 1, "https://a.test/{}".format)

    assert view.media == (
        MediaView(
            "From the side",
            None,
            "",
            PictureView("https://a.test/s", "https://a.test/m", "https://a.test/l", 1000, 750),
        ),
        MediaView("In use", 7, "https://youtu.be/1", None),
    )


def test_document_without_media_is_as_ever() -> None:
    document = product_document(CHAIR, "EUR")

    assert document is not None
    assert "media" not in document
    assert product_view(document, 1, str).media == ()


@pytest.mark.parametrize(
    ("width", "srcset"),
    [(2000, "s 400w, m 800w, l 1600w"), (1000, "s 400w, m 800w, l 1000w"), (300, "l 300w")],
)
def test_each_width_is_listed_once(width: int, srcset: str) -> None:
    assert PictureView("s", "m", "l", width, 100).srcset == srcset


@pytest.mark.django_db
def test_pictures_reach_page_and_programs(client: Client) -> None:
    product = ProductFactory(slug="chair", published=True)
    make_offer(product=product)
    make_image(product, position=1)
    add_video(product=product, video_url="https://youtu.be/1?a=1&b=2", alt="<In use>")
    nothing = {"small_key": "", "medium_key": "", "large_key": "", "width": None, "height": None}
    make_image(product, state=MediaState.WAITING, **nothing)
    with CaptureQueriesContext(connection) as queries:
        assert len(load_by_slugs(["chair"])["chair"].media) == 2
    assert len(queries) == 1
    relay_mirror()

    page = Page(client.get("/products/chair/").content.decode())
    told = client.get("/api/v1/products/chair/").json()["media"]

    image = page.one("img", alt="From the side")
    assert (image["loading"], image["width"], image["height"]) == ("lazy", "1600", "1200")
    assert page.one("a", href="https://youtu.be/1?a=1&b=2")["rel"] == "noreferrer"
    assert [(each["alt"], each["variant"], bool(each["picture"])) for each in told] == [
        ("From the side", None, True),
        ("<In use>", None, False),
    ]
