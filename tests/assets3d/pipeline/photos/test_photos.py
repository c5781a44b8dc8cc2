"""Photographs as cameras, phones and enemies make them."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageCms

from assets3d.pipeline.photos.prepare import WIDTHS, PhotoRefused, prepare_photo
from assets3d.pipeline.photos.run import PhotoFailed, PhotoLimits, run_photo

ORIENTATION, MAKER = 0x0112, 0x010F
TURNED = 6
RED = (200, 30, 30)


def photo(size: tuple[int, int] = (2000, 1000), form: str = "JPEG", **options: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, RED).save(file, form, **options)
    return file.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_photo_is_made_in_three_widths(form: str) -> None:
    pictures = prepare_photo(photo(form=form))

    assert [(each.width, each.height) for each in pictures] == [(400, 200), (800, 400), (1600, 800)]
    assert [opened(each.content).format for each in pictures] == ["WEBP"] * 3


def test_small_photo_keeps_its_size() -> None:
    assert [(each.width, each.height) for each in prepare_photo(photo((500, 300)))] == [
        (400, 240),
        (500, 300),
        (500, 300),
    ]


def test_photo_stands_upright_and_keeps_no_notes() -> None:
    notes = Image.Exif()
    notes[ORIENTATION], notes[MAKER] = TURNED, "Somebody's camera"

    picture = prepare_photo(photo(exif=notes.tobytes()))[-1]

    assert (picture.width, picture.height) == (1000, 2000)
    assert dict(opened(picture.content).getexif()) == {}
    assert b"Somebody" not in picture.content


def test_transparency_stays() -> None:
    file = io.BytesIO()
    Image.new("RGBA", (50, 50), (*RED, 0)).save(file, "PNG")

    pixel = opened(prepare_photo(file.getvalue())[0].content).convert("RGBA").getpixel((10, 10))

    assert pixel[3] == 0  # type: ignore[index]  # four channels


def test_colours_are_told_in_srgb() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    picture = opened(prepare_photo(photo(icc_profile=profile))[0].content)

    assert "icc_profile" not in picture.info
    pixel = picture.convert("RGB").getpixel((10, 10))
    assert all(abs(one - other) < 12 for one, other in zip(pixel, RED, strict=True))  # type: ignore[arg-type]  # three channels


def test_profile_that_is_none_is_left_out() -> None:
    assert prepare_photo(photo(icc_profile=b"no profile"))[0].width == WIDTHS[0]


def png_of(width: int, height: int) -> bytes:
    """A few bytes that say they unpack into an image of this size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def animation() -> bytes:
    file = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), (shade, 0, 0)) for shade in (0, 200)]
    frames[0].save(file, "WEBP", save_all=True, append_images=frames[1:])
    return file.getvalue()


HOSTILE = {
    "photo_kind": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "photo_too_large": png_of(60_000, 60_000),
    "photo_animated": animation(),
    "photo_damaged": photo()[:400] + b"\0" * 40,
}


@pytest.mark.parametrize("code", HOSTILE)
def test_what_is_no_photo_is_refused_apart_from_this_process(code: str) -> None:
    with pytest.raises(PhotoRefused) as refused:
        run_photo(HOSTILE[code])

    assert refused.value.code == code


def test_photo_is_prepared_apart_from_this_process() -> None:
    assert run_photo(photo()) == prepare_photo(photo())


def test_photo_that_takes_too_much_is_our_failure() -> None:
    with pytest.raises(PhotoFailed):
        run_photo(photo(), PhotoLimits(memory_bytes=50_000_000))
