"""Programs add pictures and videos to products, describe them and put them in order."""

import io
import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from assets3d import storage
from catalog.models import Product, ProductMedia, Variant, WantedPicture
from catalog.services.media.add_media import MOST_OF_A_PRODUCT, add_video
from catalog.states import WantedState
from tests.catalog.api.writing.program import Program, Told, address_of, etag_of
from tests.factories.catalog import ProductFactory, VariantFactory

pytestmark = pytest.mark.django_db

MEDIA = "/api/v1/merchant/media/"
VIDEO = {"video_url": "https://youtu.be/1", "alt": "How it folds"}
NAMED = {"address": "https://pictures.example/chair.png", "alt": "From the side"}


def send(program: Program, product: Product, key: str, **fields: Any) -> Told:
    """A picture in a form, as programs send it."""
    answer = Client().post(
        address_of(product, "pictures/"),
        fields,
        headers={"Authorization": f"Bearer {program.new.token}", "Idempotency-Key": key},
    )
    assert isinstance(answer, HttpResponse)
    return Told(answer.status_code, json.loads(answer.content), answer)


def png(colour: str = "red") -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(file, "PNG")
    file.name = "chair.png"
    file.seek(0)
    return file


@pytest.fixture
def video(offer: Variant) -> ProductMedia:
    return add_video(product=offer.product, video_url="https://youtu.be/0", alt="First")


def name(program: Program, product: Product, body: object = NAMED, kind: str = "pictures/") -> Told:
    return program.ask("POST", address_of(product, kind), body)


def test_picture_is_sent_once_and_waits_to_be_prepared(program: Program, offer: Variant) -> None:
    sent = send(program, offer.product, "one", file=png(), alt="From the side", variant=offer.pk)

    media = ProductMedia.objects.get()
    [told] = sent.document["media"]
    assert (sent.status, told["id"], told["variant"]) == (201, media.pk, offer.pk)
    assert (told["kind"], told["state"], told["alt"]) == ("image", "waiting", "From the side")
    assert told["picture"] is None
    assert storage.upload_bytes(media.sent_key) == len(png().getvalue())

    again = send(program, offer.product, "one", file=png(), alt="From the side", variant=offer.pk)
    other = send(program, offer.product, "one", file=png("blue"), alt="From the side", variant=offer.pk)

    assert (again.document, again.answer["Idempotency-Replayed"]) == (sent.document, "true")
    assert other.problem == (422, "idempotency_key_reused")
    assert ProductMedia.objects.count() == 1


def test_picture_that_nobody_knows_of_is_not_kept(
    program: Program, offer: Variant, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored: list[str] = []
    put = storage.put_upload

    def noted(key: str, *arguments: Any, **options: Any) -> None:
        stored.append(key)
        put(key, *arguments, **options)

    monkeypatch.setattr(storage, "put_upload", noted)
    stranger = VariantFactory()

    told = send(program, offer.product, "one", file=png(), alt="x", variant=stranger.pk)

    assert told.problem == (404, "own_variant_not_found")
    assert [storage.upload_bytes(key) for key in stored] == [None]


def test_forms_that_lack_something_are_refused(
    program: Program, offer: Variant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.api.writing.asked.media.MOST_BYTES", 10)

    large = send(program, offer.product, "one", file=png(), alt="x")
    empty = send(program, offer.product, "two", alt="x")

    assert (large.places, empty.places) == ({"#/file": "media_size"}, {"#/file": "required"})
    assert not ProductMedia.objects.exists()


def test_picture_is_named_by_its_address(program: Program, offer: Variant) -> None:
    told = name(program, offer.product, {**NAMED, "variant": offer.pk})

    wanted = WantedPicture.objects.get()
    assert told.status == 201
    assert told.document["wanted_pictures"] == [
        {**NAMED, "state": "waiting", "problem_code": "", "problem": ""}
    ]
    assert (wanted.job, wanted.skus, wanted.position) == (None, [offer.sku], 0)
    assert name(program, offer.product).status == 201
    assert WantedPicture.objects.get().skus == [offer.sku]


def test_picture_that_could_not_be_fetched_is_tried_again_when_named_again(
    program: Program, offer: Variant
) -> None:
    name(program, offer.product)
    WantedPicture.objects.update(state=WantedState.FAILED, attempts=5, problem_code="gone", problem="Gone.")
    [failed] = program.ask("GET", address_of(offer.product)).document["wanted_pictures"]

    told = name(program, offer.product, {**NAMED, "alt": "Other"})

    assert (failed["state"], failed["problem_code"]) == ("failed", "gone")
    assert [(each["state"], each["alt"]) for each in told.document["wanted_pictures"]] == [
        ("waiting", "Other")
    ]
    assert WantedPicture.objects.get().attempts == 0


def test_product_has_pictures_enough_at_some_number(program: Program, offer: Variant) -> None:
    for number in range(MOST_OF_A_PRODUCT - 1):
        add_video(product=offer.product, video_url=f"https://youtu.be/{number}", alt="x")
    name(program, offer.product)

    told = name(program, offer.product, {**NAMED, "address": "https://pictures.example/2.png"})

    assert told.problem == (409, "media_enough")


def test_video_is_linked_behind_the_others(program: Program, offer: Variant, video: ProductMedia) -> None:
    told = name(program, offer.product, VIDEO, "videos/")

    assert [(each["alt"], each["position"], each["video_url"]) for each in told.document["media"]] == [
        ("First", 0, "https://youtu.be/0"),
        ("How it folds", 1, "https://youtu.be/1"),
    ]


@pytest.mark.parametrize(
    ("kind", "changed", "places"),
    [
        ("videos/", {"video_url": "https://evil.example/watch?v=1"}, {"#/video_url": "invalid"}),
        ("videos/", {"alt": ""}, {"#/alt": "blank"}),
        ("videos/", {"variant": 0}, {"#/variant": "min_value"}),
        ("videos/", {"position": 1}, {"#/position": "unknown"}),
        ("pictures/", {"address": "ftp:/x"}, {"#/address": "invalid"}),
        ("pictures/", {"address": "https://x.example/" + "x" * 2000}, {"#/address": "max_length"}),
    ],
)
def test_what_is_wrong_is_said_of_each_field(
    kind: str, changed: dict[str, Any], places: dict[str, str], program: Program, offer: Variant
) -> None:
    body = {**(VIDEO if kind == "videos/" else NAMED), **changed}

    assert name(program, offer.product, body, kind).places == places


def test_video_is_described_anew_and_put_elsewhere(
    program: Program, offer: Variant, video: ProductMedia
) -> None:
    body = {"alt": "Second", "position": 7, "variant": offer.pk}

    told = program.ask("PATCH", f"{MEDIA}{video.pk}/", body, If_Match=etag_of(offer.product))

    assert (told.status, told.answer["ETag"]) == (200, etag_of(offer.product))
    assert {**body, "id": video.pk}.items() <= told.document["media"][0].items()
    assert program.ask("PATCH", f"{MEDIA}{video.pk}/", body).problem == (428, "version_missing")
    assert program.ask("PATCH", f"{MEDIA}{video.pk}/", body, If_Match='"1"').problem == (
        412,
        "version_mismatch",
    )
    stranger = {"variant": VariantFactory().pk}
    assert program.ask("PATCH", f"{MEDIA}{video.pk}/", stranger, If_Match="*").problem == (
        404,
        "own_variant_not_found",
    )


def test_video_is_taken_away(program: Program, offer: Variant, video: ProductMedia) -> None:
    told = program.ask("DELETE", f"{MEDIA}{video.pk}/")

    assert (told.status, told.document["media"]) == (200, [])
    assert program.ask("DELETE", f"{MEDIA}{video.pk}/").problem == (404, "own_media_not_found")


def test_media_of_others_are_not_there(program: Program, video: ProductMedia) -> None:
    stranger = Program()
    foreign = ProductFactory(merchant=program.merchant)

    assert stranger.ask("DELETE", f"{MEDIA}{video.pk}/").problem == (404, "own_media_not_found")
    assert name(stranger, foreign).problem == (404, "own_product_not_found")
    assert name(stranger, foreign, VIDEO, "videos/").problem == (404, "own_product_not_found")
    assert send(stranger, foreign, "one", file=png(), alt="x").problem == (404, "own_product_not_found")
    assert ProductMedia.objects.get() == video
