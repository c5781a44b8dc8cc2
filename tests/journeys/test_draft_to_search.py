"""A merchant's page keeps up by itself while a smaller version is made of what can be published already."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assets3d.models import Conversion
from assets3d.services.conversion.hand_over import hand_over
from assets3d.states import SEARCHED, ConversionState
from tests.factories.assets3d import AssetFactory, conversion_of, done, finished
from tests.journeys.browser import chromium, chromium_is_missing, visit
from tests.journeys.people import make_seller

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(chromium_is_missing(), reason="Chromium is not installed"),
]
LEASE = {"lease_token": "7f0c4c58-2a8f-4b8e-9c39-5f4d3f3a8f11", "state": ConversionState.RUNNING}


def test_the_page_follows_a_search_to_its_end_beside_the_publish_button(site: str) -> None:
    seller = make_seller()
    client = Client()
    client.force_login(seller.user)
    revision = finished(AssetFactory.create(merchant=seller.merchant), now=timezone.now())
    search = conversion_of(revision.conversion.source_sha256, recipe=SEARCHED, version=1)
    rows = Conversion.objects.filter(pk=search.pk)
    rows.update(percent=40, lease_until=timezone.now(), **LEASE)

    with chromium() as browser, visit(browser, width=390, height=844) as (page, watch):
        page.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}]
        )
        # Posters exist in name only.
        page.route("**/renditions/**", lambda route: route.fulfill(body=b"", content_type="image/webp"))
        page.goto(site + reverse("admin:assets3d_asset_change", args=[revision.asset_id]))
        page.get_by_text("Making it smaller, 40 %").wait_for()
        assert page.get_by_role("button", name="Publish").is_visible()
        rows.update(percent=70)
        page.get_by_text("Making it smaller, 70 %").wait_for()
        with transaction.atomic():
            hand_over(done(search))
        page.get_by_text("Making it smaller").wait_for(state="detached")

        assert page.get_by_role("button", name="Publish").is_visible()
        address = page.locator("[data-viewer]").get_attribute("data-model-url") or ""
        assert address.endswith(f"{search.pk}-web")
        assert (watch.complaints, watch.strangers) == ([], [])
        # Within Playwright's loop Django has a connection of its own.
        connection.close()
