"""Images are encoded for what they are read for."""

import io

import numpy as np
import pytest
from PIL import Image

from assets3d.pipeline.findings import BadModel
from assets3d.pipeline.textures.convert import encode_image
from assets3d.pipeline.textures.options import TextureOptions
from assets3d.pipeline.textures.slots import ImageUse, image_uses

COLOUR = ImageUse(("baseColorTexture",), frozenset("rgb"))
SEEN_THROUGH = ImageUse(("baseColorTexture",), frozenset("rgba"))
NORMAL = ImageUse(("normalTexture",), frozenset("rgb"))


def _png(image: Image.Image) -> bytes:
    encoded = io.BytesIO()
    image.save(encoded, "PNG")
    return encoded.getvalue()


def _picture(side: int, mode: str = "RGB") -> Image.Image:
    random = np.random.default_rng(3)
    coarse = random.integers(30, 220, (16, 16, len(mode)), np.uint8)
    return Image.fromarray(coarse, mode).resize((side, side), Image.Resampling.BICUBIC)


def _decoded(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_picture_becomes_webp_in_fewer_bytes() -> None:
    source = _png(_picture(256))

    encoded = encode_image(source, COLOUR, TextureOptions())

    assert (encoded.mime_type, encoded.width, encoded.height) == ("image/webp", 256, 256)
    assert len(encoded.data) < len(source) / 4


def test_alpha_is_kept_only_where_it_is_read() -> None:
    source = _png(_picture(128, "RGBA"))

    unread = encode_image(source, COLOUR, TextureOptions())
    read = encode_image(source, SEEN_THROUGH, TextureOptions())

    assert _decoded(unread.data).mode == "RGB"
    assert _decoded(read.data).mode == "RGBA"


def test_large_image_shrinks_to_a_power_of_two() -> None:
    encoded = encode_image(_png(_picture(600)), COLOUR, TextureOptions(side=256))

    assert (encoded.width, encoded.height, encoded.source_width) == (256, 256, 600)


def test_shrunk_normals_keep_their_length() -> None:
    checker = np.indices((512, 512)).sum(axis=0) % 2
    vectors = np.stack([np.where(checker, 0.6, -0.6), np.zeros((512, 512)), np.full((512, 512), 0.8)], axis=2)
    source = _png(Image.fromarray(np.rint((vectors + 1) * 127.5).astype(np.uint8)))

    shrunk = _decoded(encode_image(source, NORMAL, TextureOptions(side=128)).data)

    lengths = np.linalg.norm(np.asarray(shrunk).astype(np.float32) / 127.5 - 1, axis=2)
    assert np.abs(lengths - 1).max() < 0.05


def test_image_that_would_grow_is_kept_as_it_came() -> None:
    tiny = _png(Image.new("RGB", (2, 2), "red"))

    encoded = encode_image(tiny, NORMAL, TextureOptions(normal_quality=100))

    assert len(encoded.data) <= len(tiny)


def test_sixteen_bit_greys_are_scaled_not_clipped() -> None:
    ramp = np.linspace(0, 65535, 64 * 64).astype(np.uint16).reshape(64, 64)

    encoded = encode_image(_png(Image.fromarray(ramp)), COLOUR, TextureOptions())

    values = np.asarray(_decoded(encoded.data).convert("L"))
    assert values.min() < 10
    assert 110 < values.mean() < 145
    assert values.max() > 245


def test_image_that_breaks_off_is_the_models_fault() -> None:
    with pytest.raises(BadModel, match="image_unreadable"):
        encode_image(_png(_picture(128))[:500], COLOUR, TextureOptions())


def test_uses_say_which_slots_read_an_image_and_its_alpha() -> None:
    document = {
        "images": [{}, {}, {}],
        "textures": [{"source": 0}, {"extensions": {"EXT_texture_webp": {"source": 1}}}],
        "materials": [
            {"alphaMode": "MASK", "pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}},
            {"extensions": {"KHR_materials_sheen": {"sheenColorTexture": {"index": 1}}}},
            {"emissiveTexture": {"index": 1}},
        ],
    }

    assert image_uses(document) == [
        ImageUse(("baseColorTexture",), frozenset("rgba")),
        ImageUse(("emissiveTexture", "sheenColorTexture"), frozenset("rgb")),
        ImageUse((), frozenset("rgba")),
    ]
