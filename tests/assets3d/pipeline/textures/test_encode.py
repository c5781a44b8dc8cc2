"""One image at one point of the search."""

import io

import numpy as np
import pytest
from PIL import Image

from assets3d.pipeline.textures.canonical import Canonical, Pixels, canonical
from assets3d.pipeline.textures.encode import Choice, EncodedImage, Format, decoded, encode, encode_pixels
from tests.assets3d.pipeline.textures.pictures import COLOUR, CUTOUT, THICKNESS, picture, png

_LOSSLESS = [Format.WEBP_LOSSLESS, Format.PNG]


@pytest.mark.parametrize("image_format", list(Format))
def test_same_choice_gives_same_bytes(image_format: Format) -> None:
    source = png(picture(96, 64))
    choice = Choice(image_format, 60, 64, 32)

    first, second = (encode(canonical(source, COLOUR), choice) for _ in range(2))

    assert first == second
    assert (first.width, first.height, first.source_width, first.source_bytes) == (64, 32, 96, len(source))


@pytest.mark.parametrize(
    ("image_format", "mime_type"),
    [
        (Format.AVIF, "image/avif"),
        (Format.AVIF_RGB, "image/avif"),
        (Format.WEBP, "image/webp"),
        (Format.WEBP_LOSSLESS, "image/webp"),
        (Format.PNG, "image/png"),
        (Format.JPEG, "image/jpeg"),
    ],
)
def test_bytes_are_what_their_type_says(image_format: Format, mime_type: str) -> None:
    encoded = encode(canonical(png(picture(64, 64)), COLOUR), Choice(image_format, 70, 64, 64))

    with Image.open(io.BytesIO(encoded.data)) as opened:
        assert (opened.get_format_mimetype(), encoded.mime_type) == (mime_type, mime_type)


@pytest.mark.parametrize("image_format", _LOSSLESS)
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_lossless_formats_lose_nothing(image_format: Format, channels: int) -> None:
    source = picture(48, 32, channels)
    image = canonical(png(source), CUTOUT)

    shown = decoded(encode(image, Choice(image_format, 100, 48, 32)))

    np.testing.assert_array_equal(shown, np.broadcast_to(source, (32, 48, max(3, channels))))


@pytest.mark.parametrize(("quality", "step"), [(80, 2), (60, 4), (40, 8), (20, 16), (0, 32)])
def test_nearly_lossless_webp_rounds_to_steps(quality: int, step: int) -> None:
    source = picture(64, 64, 4)
    source[:8, :, 3], source[8:16, :, 3] = 255, 0

    shown = decoded(encode(canonical(png(source), CUTOUT), Choice(Format.WEBP_LOSSLESS, quality, 64, 64)))

    assert np.abs(shown.astype(int) - source).max() <= step // 2
    assert len(np.unique(shown)) <= 256 // step + 1
    assert np.unique(shown[:16, :, 3]).tolist() == [0, 255]


@pytest.mark.parametrize("image_format", [Format.AVIF, Format.WEBP, Format.JPEG])
def test_lossy_formats_stay_near(image_format: Format) -> None:
    source = picture(128, 128)

    shown = decoded(encode(canonical(png(source), COLOUR), Choice(image_format, 90, 128, 128)))

    assert np.square(shown.astype(float) - source).mean() < 20


def test_avif_keeps_whole_chroma_and_drops_it_for_greys() -> None:
    colours = encode(canonical(png(picture(64, 64)), COLOUR), Choice(Format.AVIF, 60, 64, 64))
    greys = encode(canonical(png(picture(64, 64)), THICKNESS), Choice(Format.AVIF, 60, 64, 64))

    assert [_av1_chroma(colours), _av1_chroma(greys)] == ["4:4:4", "4:0:0"]


def _av1_chroma(encoded: EncodedImage) -> str:
    """From the third byte of the AV1 codec configuration (AV1 in ISOBMFF, section 2.3.3)."""
    flags = encoded.data[encoded.data.index(b"av1C") + 6]
    monochrome, across, down = flags >> 4 & 1, flags >> 3 & 1, flags >> 2 & 1
    return "4:0:0" if monochrome else "4:4:4" if not across and not down else "less"


def test_image_is_never_enlarged() -> None:
    image = canonical(png(np.full((64, 64, 3), 9, np.uint8)), COLOUR)

    encoded = encode(image, Choice(Format.WEBP, 80, 64, 64))

    assert (encoded.width, encoded.height, encoded.folding) == (4, 4, ("grey", "constant"))


def test_metadata_is_left_behind() -> None:
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "made by hand"
    Image.fromarray(picture(32, 32)).save(file, "PNG", exif=exif, icc_profile=b"profile" * 30)

    encoded = encode(canonical(file.getvalue(), COLOUR), Choice(Format.AVIF, 60, 32, 32))

    with Image.open(io.BytesIO(encoded.data)) as opened:
        assert not {"exif", "icc_profile", "xmp"} & set(opened.info)


def _squared(
    shown: "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]",
    source: "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]",
) -> float:
    return float(np.square(shown.astype(float) - source).mean())


def test_noise_is_stored_as_jpeg_too() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (512, 512, 3), np.uint8)

    data = encode_pixels(noise, Format.JPEG, 95)

    with Image.open(io.BytesIO(data)) as opened:
        assert (opened.format, opened.size) == ("JPEG", (512, 512))
        assert np.abs(np.asarray(opened).astype(np.int16) - noise).mean() < 5


def test_flat_colours_stay_what_they_are_without_luma_and_chroma() -> None:
    flat = np.full((64, 64, 3), (140, 117, 46), np.uint8)

    shown = {each: _shown(flat, each) for each in (Format.AVIF, Format.AVIF_RGB)}

    assert abs(shown[Format.AVIF_RGB].astype(int) - flat).max() == 0
    assert abs(shown[Format.AVIF].astype(int) - flat).max() > 0


@pytest.mark.parametrize("channels", [1, 4])
def test_other_than_three_channels_are_plain_avif(channels: int) -> None:
    image = canonical(png(picture(64, 64, channels)), CUTOUT)

    rgb, plain = (encode(image, Choice(each, 60, 64, 64)) for each in (Format.AVIF_RGB, Format.AVIF))

    assert rgb == plain


def _shown(pixels: Pixels, image_format: Format) -> Pixels:
    return decoded(encode(Canonical(pixels, COLOUR, 1, 64, 64), Choice(image_format, 90, 64, 64)))
