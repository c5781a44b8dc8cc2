"""A picture on its way from a merchant's disk to the shop."""

import io
from datetime import datetime, timedelta

import pytest
from PIL import Image

from assets3d import storage
from assets3d.errors import StorageUnavailable
from assets3d.pipeline.photos.run import PhotoFailed
from assets3d.services.upload.finish_upload import FinishedUpload, finish_upload
from catalog.errors import MediaRefused
from catalog.models import Product, ProductMedia
from catalog.services.media import add_media, prepare_image, sweep_images
from catalog.states import MediaKind, MediaState
from tests.factories.catalog import ProductFactory
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db


def photo() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (1000, 500), (200, 30, 30)).save(file, "JPEG")
    return file.getvalue()


def send(data: bytes, product: Product | None = None) -> ProductMedia:
    return add_media.add_image(
        product=product or ProductFactory(), file=io.BytesIO(data), bytes=len(data), alt=" From the side "
    )


def soon() -> datetime:
    """A moment at which what has just been sent may be looked at."""
    return ProductMedia.objects.latest("look_again_at").look_again_at + timedelta(seconds=1)


def test_picture_is_shown_once_it_is_prepared() -> None:
    media = send(photo())
    assert (media.state, media.alt, storage.upload_bytes(media.sent_key)) == (
        MediaState.WAITING,
        "From the side",
        len(photo()),
    )

    prepare_image.prepare_image(media_id=media.pk, now=soon())

    media.refresh_from_db()
    assert (media.state, media.width, media.height) == (MediaState.READY, 1000, 500)
    assert media.small_key.startswith("renditions/")
    assert media.medium_key != media.small_key
    assert storage.upload_bytes(media.sent_key) is None


def test_nobody_is_warned_that_a_picture_has_arrived(caplog: pytest.LogCaptureFixture) -> None:
    key = send(photo()).sent_key

    assert finish_upload(key=key, now=soon()) is FinishedUpload.ELSEWHERE

    assert caplog.messages == []
    assert storage.upload_bytes(key) == len(photo())


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a JPEG, PNG, WebP or AVIF"),
        (photo()[:700] + bytes(40), "damaged"),
    ],
)
def test_what_is_no_picture_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    media = send(data)

    prepare_image.prepare_image(media_id=media.pk, now=soon())

    media.refresh_from_db()
    assert media.state == MediaState.REFUSED
    assert reason in media.refusal
    assert storage.upload_bytes(media.sent_key) is None


def test_picture_that_breaks_workers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(data: bytes) -> None:
        raise PhotoFailed("killed")

    monkeypatch.setattr(prepare_image, "run_photo", broken)
    media, now = send(photo()), soon()

    for attempt in range(2):
        with pytest.raises(PhotoFailed):
            prepare_image.prepare_image(media_id=media.pk, now=now + attempt * prepare_image.PATIENCE)
    prepare_image.prepare_image(media_id=media.pk, now=now + 2 * prepare_image.PATIENCE)

    media.refresh_from_db()
    assert (media.state, media.attempts) == (MediaState.REFUSED, 3)


def test_message_that_comes_twice_finds_nothing_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    media, now = send(photo()), soon()
    prepare_image.prepare_image(media_id=media.pk, now=now)
    monkeypatch.setattr(prepare_image, "run_photo", None)

    prepare_image.prepare_image(media_id=media.pk, now=now + prepare_image.PATIENCE)

    assert ProductMedia.objects.get().attempts == 1


def test_sweeper_rings_for_pictures_that_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rung: list[int] = []
    monkeypatch.setattr(sweep_images, "ring_prepare_image", rung.append)
    media, now = send(photo()), soon()

    sweep_images.sweep_images(now=now)
    assert rung == [media.pk]

    prepare_image.prepare_image(media_id=media.pk, now=now)
    sweep_images.sweep_images(now=now + timedelta(days=1))
    assert rung == [media.pk]


@pytest.mark.parametrize("size", [0, add_media.MOST_BYTES + 1])
def test_sizes_that_no_picture_has_are_refused(size: int) -> None:
    with pytest.raises(MediaRefused, match="at most"):
        add_media.add_image(product=ProductFactory(), file=io.BytesIO(b""), bytes=size, alt="Side")

    assert not ProductMedia.objects.exists()


def test_picture_is_added_while_the_storage_answers(settings: object) -> None:
    settings.AWS_ENDPOINT_URL = "http://127.0.0.1:9"  # type: ignore[attr-defined]  # pytest-django's

    with pytest.raises(StorageUnavailable):
        send(photo())

    assert not ProductMedia.objects.exists()


@pytest.mark.parametrize(("address", "alt"), [("https://evil.test/", "In use"), ("https://youtu.be/1", "  ")])
def test_video_is_refused_without_a_known_address_or_a_title(address: str, alt: str) -> None:
    with pytest.raises(MediaRefused):
        add_media.add_video(product=ProductFactory(), video_url=address, alt=alt)

    assert not ProductMedia.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["https://www.youtube.com/watch?v=a1", "https://vimeo.com/1", "https://cdn.vitrine.test/a/b.mp4"],
)
def test_video_is_shown_at_once_behind_the_others(address: str) -> None:
    product = ProductFactory()
    add_media.add_video(product=product, video_url="https://youtu.be/1", alt="First")

    media = add_media.add_video(product=product, video_url=f" {address} ", alt="In use")

    assert (media.kind, media.state, media.position, media.video_url) == (
        MediaKind.VIDEO,
        MediaState.READY,
        1,
        address,
    )


@pytest.mark.django_db(transaction=True)
def test_product_has_not_more_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(add_media, "MOST_OF_A_PRODUCT", 1)
    product = ProductFactory()

    def add() -> bool:
        try:
            add_media.add_video(product=product, video_url="https://youtu.be/1", alt="In use")
        except MediaRefused:
            return False
        return True

    assert sorted(side_by_side([add, add])) == [False, True]
    assert product.media.count() == 1
