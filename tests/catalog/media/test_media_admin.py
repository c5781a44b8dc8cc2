"""What merchants do with the pictures and videos of their products."""

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.services.ensure_roles import MERCHANTS_GROUP
from catalog.models import Product, ProductMedia
from catalog.states import MediaState
from tests.catalog.media.test_media_rules import make_image
from tests.catalog.media.test_prepare_image import photo
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.catalog import ProductFactory, VariantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def product() -> Product:
    product: Product = ProductFactory(name="Windsor chair")
    return product


@pytest.fixture
def keeper(client: Client, product: Product) -> Client:
    """Logged in as somebody who works for the product's merchant."""
    user = UserFactory()
    user.groups.add(Group.objects.get(name=MERCHANTS_GROUP))
    MembershipFactory(user=user, merchant=product.merchant)
    client.force_login(user)
    return client


def page_of(product: Product) -> str:
    return f"/admin/catalog/product/{product.pk}/media/"


def test_several_pictures_are_sent_at_once(keeper: Client, product: Product) -> None:
    files = [SimpleUploadedFile(name, photo(), "image/jpeg") for name in ("one.jpg", "two.jpg")]

    answer = keeper.post(
        page_of(product), {"images-pictures": files, "images-alt": "From the side", "_images": "1"}
    )

    assert answer.status_code == 302
    rows = product.media.values_list("alt", "state", "position")
    assert list(rows) == [
        ("From the side", MediaState.WAITING, 0),
        ("From the side", MediaState.WAITING, 1),
    ]


def test_pictures_need_words_and_a_file(keeper: Client, product: Product) -> None:
    answer = keeper.post(page_of(product), {"images-alt": "", "_images": "1"})

    assert answer.status_code == 200
    assert set(answer.context["images"].errors) == {"pictures", "alt"}
    assert not ProductMedia.objects.exists()


def test_video_is_linked_to(keeper: Client, product: Product) -> None:
    link = {"video-video_url": "https://youtu.be/1", "video-alt": "In use", "_video": "1"}

    assert keeper.post(page_of(product), link).status_code == 302

    assert product.media.get().video_url == "https://youtu.be/1"


def test_video_of_a_stranger_is_refused(keeper: Client, product: Product) -> None:
    link = {"video-video_url": "https://evil.test/", "video-alt": "In use", "_video": "1"}

    answer = keeper.post(page_of(product), link)

    assert answer.context["video"].errors["video_url"]
    assert not ProductMedia.objects.exists()


def test_page_shows_what_waits_and_what_was_refused(keeper: Client, product: Product) -> None:
    make_image(product, alt="From below")
    nothing = {"small_key": "", "medium_key": "", "large_key": "", "width": None, "height": None}
    make_image(product, state=MediaState.REFUSED, refusal="This picture is damaged.", **nothing)

    text = keeper.get(page_of(product)).content.decode()

    assert "From below" in text
    assert "This picture is damaged." in text
    assert 'value="Windsor chair"' in text


def test_picture_is_described_and_given_to_a_variant(keeper: Client, product: Product) -> None:
    media, variant = make_image(product), VariantFactory(product=product)
    address = f"/admin/catalog/productmedia/{media.pk}/change/"

    answer = keeper.post(address, {"alt": "The back", "variant": variant.pk, "position": 2, "_save": "Save"})

    assert answer["Location"] == page_of(product)
    media.refresh_from_db()
    assert (media.alt, media.variant_id, media.position) == ("The back", variant.pk, 2)


def test_variant_of_another_product_is_no_choice(keeper: Client, product: Product) -> None:
    media = make_image(product)
    other = VariantFactory(product=ProductFactory(merchant=product.merchant))

    answer = keeper.post(
        f"/admin/catalog/productmedia/{media.pk}/change/",
        {"alt": "The back", "variant": other.pk, "position": 2, "_save": "Save"},
    )

    assert answer.status_code == 200
    media.refresh_from_db()
    assert media.variant_id is None


def test_picture_is_taken_away(keeper: Client, product: Product) -> None:
    media = make_image(product)

    keeper.post(f"/admin/catalog/productmedia/{media.pk}/delete/", {"post": "yes"})

    assert not ProductMedia.objects.exists()


def test_who_may_only_look_adds_nothing(keeper: Client) -> None:
    foreign = ProductFactory()
    link = {"video-video_url": "https://youtu.be/1", "video-alt": "In use", "_video": "1"}

    assert keeper.post(page_of(foreign), link).status_code == 404
    assert not ProductMedia.objects.exists()
