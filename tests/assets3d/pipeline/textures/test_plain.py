"""PNG and JPEG for viewers that read nothing else."""

import numpy as np
import pytest

from assets3d.pipeline.textures import plain as module
from assets3d.pipeline.textures.canonical import Pixels, canonical
from assets3d.pipeline.textures.drawings import is_flat
from assets3d.pipeline.textures.encode import Format, decoded, encode_pixels
from assets3d.pipeline.textures.plain import plain
from tests.assets3d.pipeline.textures.pictures import COLOUR, CUTOUT, NORMAL, THICKNESS, picture, png


def test_pictures_become_jpeg_no_larger_than_asked() -> None:
    encoded = plain(canonical(png(picture(300, 300)), COLOUR), 128)

    assert (encoded.mime_type, encoded.width, encoded.height) == ("image/jpeg", 128, 128)


def test_transparency_that_is_read_is_kept_exactly() -> None:
    source = picture(64, 64, 4)

    encoded = plain(canonical(png(source), CUTOUT), 64)

    assert encoded.mime_type == "image/png"
    np.testing.assert_array_equal(decoded(encoded), source)


def test_drawings_stay_exact() -> None:
    swatches = np.repeat(np.repeat(picture(8, 8), 32, axis=0), 32, axis=1)

    encoded = plain(canonical(png(swatches), COLOUR), 256)

    assert encoded.mime_type == "image/png"
    np.testing.assert_array_equal(decoded(encoded), swatches)


def test_normals_become_jpeg_only_where_that_halves_them() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (128, 128, 3), np.uint8)
    smooth = np.full((128, 128, 3), (128, 128, 255), np.uint8)
    smooth[40:80, 40:80, 0] = 140

    assert plain(canonical(png(smooth), NORMAL), 128).mime_type == "image/png"
    assert plain(canonical(png(noise), NORMAL), 128).mime_type == "image/png"
    assert plain(canonical(png(picture(256, 256)), NORMAL), 256).mime_type == "image/jpeg"


@pytest.mark.parametrize(
    ("grain", "kept", "is_seen_whole"), [(255, "image/png", True), (4, "image/jpeg", False)]
)
def test_large_numbers_are_tried_as_png_only_where_a_sample_gives_hope(
    monkeypatch: pytest.MonkeyPatch, grain: int, kept: str, *, is_seen_whole: bool
) -> None:
    noise = np.random.default_rng(1).integers(0, grain + 1, (512, 512, 3))
    pixels = (picture(512, 512) // 2 + noise).astype(np.uint8)
    tried: list[tuple[Format, int]] = []

    def encode_and_note(pixels: Pixels, image_format: Format, quality: int) -> bytes:
        tried.append((image_format, len(pixels)))
        return encode_pixels(pixels, image_format, quality)

    monkeypatch.setattr(module, "encode_pixels", encode_and_note)

    encoded = plain(canonical(png(pixels), NORMAL), 512)

    assert encoded.mime_type == kept
    assert ((Format.PNG, 512) in tried) is is_seen_whole


def test_one_channel_is_written_to_all_three() -> None:
    encoded = plain(canonical(png(picture(64, 64)), THICKNESS), 64)

    # The number of components stands in the frame header (JPEG, ITU-T T.81, B.2.2), or in PNG's colour type.
    assert decoded(encoded).shape[2] == 3
    assert _components(encoded.data) == 3


def _components(data: bytes) -> int:
    if data.startswith(b"\x89PNG"):
        return {0: 1, 2: 3, 3: 3, 6: 4}[data[25]]
    frame = max(data.find(b"\xff\xc0"), data.find(b"\xff\xc2"))
    return data[frame + 9]


def test_noise_is_no_drawing_and_swatches_are_one() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (64, 64, 3), np.uint8)
    swatches = np.repeat(np.repeat(noise[:8, :8], 32, axis=0), 32, axis=1)

    assert [is_flat(canonical(png(pixels), COLOUR)) for pixels in (noise, swatches)] == [False, True]
