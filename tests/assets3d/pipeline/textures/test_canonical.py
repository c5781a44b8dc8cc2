"""Folding leaves every channel that is read exactly as it came."""

import contextlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from assets3d.pipeline.findings import BadModel
from assets3d.pipeline.textures.canonical import Pixels, canonical, canonical_images, decode
from assets3d.pipeline.textures.slots import ImageUse
from tests.assets3d.pipeline.textures.pictures import (
    COLOUR,
    CUTOUT,
    NORMAL,
    ROUGHNESS,
    THICKNESS,
    picture,
    png,
    saved,
)


def _as_read(pixels: Pixels, shape: tuple[int, ...]) -> Pixels:
    """Four channels at the source's size, as a viewer would look them up."""
    full = np.full((*shape[:2], 4), 255, np.uint8)
    full[..., :3] = pixels[:1, :1, :3] if pixels.shape[:2] != shape[:2] else pixels[..., :3]
    if pixels.shape[2] == 4:
        full[..., 3] = pixels[:1, :1, 3] if pixels.shape[:2] != shape[:2] else pixels[..., 3]
    return full


@settings(deadline=None)
@given(
    channels=st.sets(st.sampled_from("rgba"), min_size=1),
    kinds=st.lists(st.sampled_from(["noise", "constant", "copy", "full"]), min_size=4, max_size=4),
    count=st.sampled_from([1, 3, 4]),
    seed=st.integers(0, 1000),
)
def test_folding_keeps_every_channel_that_is_read(
    channels: set[str], kinds: list[str], count: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    source = random.integers(0, 256, (9, 7, count), np.uint8)
    for number, kind in enumerate(kinds[:count]):
        if kind != "noise":
            source[..., number] = {"constant": 77, "full": 255, "copy": source[..., 0]}[kind]

    folded = canonical(png(source), ImageUse(("anyTexture",), frozenset(channels)))

    before, after = _as_read(source, source.shape), _as_read(folded.pixels, source.shape)
    for name in channels:
        np.testing.assert_array_equal(after[..., "rgba".index(name)], before[..., "rgba".index(name)])


@pytest.mark.parametrize(
    ("channels", "use", "expected", "folding"),
    [
        (4, COLOUR, (32, 32, 3), ("alpha",)),
        (4, CUTOUT, (32, 32, 4), ()),
        (3, NORMAL, (32, 32, 3), ()),
        (3, THICKNESS, (32, 32, 1), ("channels", "grey")),
        (3, ROUGHNESS, (32, 32, 3), ("channels",)),
        (1, COLOUR, (32, 32, 1), ()),
    ],
)
def test_folding_says_what_it_dropped(
    channels: int, use: ImageUse, expected: tuple[int, ...], folding: tuple[str, ...]
) -> None:
    folded = canonical(png(picture(32, 32, channels)), use)

    assert (folded.pixels.shape, folded.folding) == (expected, folding)


def test_unread_red_of_roughness_leaves_no_red_difference() -> None:
    folded = canonical(png(picture(64, 64)), ROUGHNESS)

    red_difference = np.asarray(Image.fromarray(folded.pixels).convert("YCbCr"))[..., 2]
    assert set(np.unique(red_difference)) <= {127, 128, 129}


def test_constant_image_becomes_tiny_and_stays_constant() -> None:
    folded = canonical(png(np.full((512, 256, 3), (10, 20, 30), np.uint8)), COLOUR)

    assert folded.pixels.tolist() == [[[10, 20, 30]] * 4] * 4
    assert (folded.source_width, folded.source_height, folded.folding) == (256, 512, ("constant",))


def test_opaque_transparency_is_dropped_even_where_it_is_read() -> None:
    source = picture(16, 16, 4)
    source[..., 3] = 255

    assert canonical(png(source), CUTOUT).channels == 3


def test_equal_pixels_in_other_bytes_are_one_image() -> None:
    source = Image.fromarray(picture(32, 32))
    files = [saved(source, compress_level=level) for level in (1, 9, 1)]

    first, second, third = canonical_images(files, [COLOUR, COLOUR, NORMAL])

    assert first is second
    assert third is not first


def test_sixteen_bit_greys_are_rounded_to_bytes() -> None:
    ramp = np.arange(0, 65536, 16).astype(np.uint16).reshape(64, 64)

    grey = decode(saved(Image.fromarray(ramp)))

    np.testing.assert_array_equal(grey[..., 0], np.rint(ramp / 257).astype(np.uint8))


def test_sixteen_bit_grey_may_have_one_transparent_value() -> None:
    ramp = np.arange(0, 65536, 16).astype(np.uint16).reshape(64, 64)

    pixels = decode(saved(Image.fromarray(ramp), transparency=1600))

    assert np.argwhere(pixels[..., 3] == 0).tolist() == [[1, 36]]


@pytest.mark.parametrize(
    ("mode", "channels"), [("1", 1), ("L", 1), ("LA", 4), ("P", 3), ("RGB", 3), ("RGBA", 4)]
)
def test_every_kind_of_png_is_read(mode: str, channels: int) -> None:
    source = Image.fromarray(picture(24, 20, 4)[..., : 3 if mode == "P" else 4]).convert(mode)

    assert decode(saved(source)).shape == (20, 24, channels)


def test_palette_with_transparency_keeps_it() -> None:
    source = Image.fromarray(picture(24, 20)).convert("P")

    pixels = decode(saved(source, transparency=source.getpixel((0, 0))))

    assert pixels.shape == (20, 24, 4)
    assert pixels[0, 0, 3] == 0


def test_orientation_is_ignored() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6

    pixels = decode(saved(Image.fromarray(picture(40, 20)), "JPEG", exif=exif))

    assert pixels.shape == (20, 40, 3)


@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "WEBP", "AVIF"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_image_that_breaks_off_is_the_models_fault(image_format: str, share: float) -> None:
    whole = saved(Image.fromarray(picture(128, 128)), image_format)

    with pytest.raises(BadModel, match="image_unreadable"):
        canonical(whole[: int(len(whole) * share)], COLOUR)


@settings(deadline=None)
@given(noise=st.binary(max_size=64), place=st.integers(0, 400))
def test_damaged_image_is_read_or_refused(noise: bytes, place: int) -> None:
    whole = bytearray(png(picture(32, 32)))
    whole[place : place + len(noise)] = noise

    # Nothing but a refusal may come out; any other error fails the test.
    with contextlib.suppress(BadModel):
        assert canonical(bytes(whole), COLOUR).pixels.dtype == np.uint8
