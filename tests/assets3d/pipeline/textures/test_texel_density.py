"""How many texels a surface can show."""

from typing import Any

import numpy as np
import pytest
from PIL import Image

from assets3d.pipeline.gltf.accessors import Arrays, read_accessors
from assets3d.pipeline.gltf.document import Document
from assets3d.pipeline.textures.canonical import canonical
from assets3d.pipeline.textures.texel_density import Stretch, image_stretches, useful_side
from tests.assets3d.pipeline.textures.pictures import COLOUR, picture, png
from tests.factories.glb import GlbBuilder, build_glb, unpack_glb

_DIAGONAL = float(np.hypot(3.0, 4.0))


def _sheet(**node: Any) -> tuple[dict[str, Any], Arrays]:
    """A rectangle of 3 x 4 m that shows one whole image, and half of it in its second UV set."""
    builder = GlbBuilder()
    builder.image(Image.new("RGB", (4, 4), "red"), "cloth")
    corners = np.array([(0, 0, 0), (3, 0, 0), (0, 4, 0), (3, 4, 0)], np.float32)
    whole = np.array([(0, 0), (1, 0), (0, 1), (1, 1)], np.float32)
    primitive = {
        "attributes": {
            "POSITION": builder.accessor(corners),
            "TEXCOORD_0": builder.accessor(whole),
            "TEXCOORD_1": builder.accessor(whole / 2),
        },
        "indices": builder.accessor(np.array([[0], [1], [2], [1], [3], [2]], np.uint16)),
        "material": builder.add("materials", {"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}),
    }
    builder.add("meshes", {"primitives": [primitive]})
    builder.add("nodes", {"mesh": 0, **node})
    document, binary = unpack_glb(builder.build())
    return document, read_accessors(Document(document, [binary]))


def test_stretch_is_how_large_the_image_lies_on_the_model() -> None:
    document, arrays = _sheet()

    (stretch,) = image_stretches(document, arrays)

    assert stretch is not None
    assert (stretch.across, stretch.down) == pytest.approx((3 / _DIAGONAL, 4 / _DIAGONAL))


def test_stretch_does_not_depend_on_the_size_of_the_model() -> None:
    small, large = _sheet(), _sheet(scale=[10, 10, 10], rotation=[0, 0.6, 0, 0.8])

    first, second = image_stretches(*small)[0], image_stretches(*large)[0]

    assert first is not None
    assert second is not None
    assert second.across == pytest.approx(first.across)


@pytest.mark.parametrize(
    ("info", "across", "down"),
    [
        ({"texCoord": 1}, 6, 8),
        ({"extensions": {"KHR_texture_transform": {"scale": [2, 4]}}}, 1.5, 1),
        ({"extensions": {"KHR_texture_transform": {"texCoord": 1, "offset": [0.5, 0.5]}}}, 6, 8),
        ({"extensions": {"KHR_texture_transform": {"rotation": np.pi / 2}}}, 4, 3),
    ],
)
def test_stretch_follows_uv_sets_and_transforms(info: dict[str, Any], across: float, down: float) -> None:
    document, arrays = _sheet()
    document["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"].update(info)

    (stretch,) = image_stretches(document, arrays)

    assert stretch is not None
    assert (stretch.across, stretch.down) == pytest.approx((across / _DIAGONAL, down / _DIAGONAL))


def test_images_of_variants_count_as_well() -> None:
    document, binary = unpack_glb(build_glb(variants=("Red", "Blue")))
    arrays = read_accessors(Document(document, [binary]))

    stretches = image_stretches(document, arrays)

    assert len(stretches) == len(document["images"])
    assert None not in stretches


def test_image_that_no_triangle_shows_has_no_stretch() -> None:
    document, arrays = _sheet()
    document["images"].append({})

    assert image_stretches(document, arrays)[1] is None


def test_image_read_at_single_points_needs_all_its_texels() -> None:
    document, arrays = _sheet()
    arrays[document["meshes"][0]["primitives"][0]["attributes"]["TEXCOORD_0"]][:] = 0.5

    (stretch,) = image_stretches(document, arrays)

    assert stretch == Stretch(np.inf, np.inf)
    assert useful_side(canonical(png(picture(64, 64)), COLOUR), stretch, 10, 1) == 64


@pytest.mark.parametrize(
    ("stretch", "pixels", "zoom", "side"),
    [
        (Stretch(1.0, 1.0), 100, 1, 256),
        (Stretch(1.0, 1.0), 100, 2, 512),
        (Stretch(1.0, 1.0), 2000, 1, 512),
        (Stretch(0.25, 0.5), 100, 1, 128),
        (Stretch(0.001, 0.001), 100, 1, 1),
        (None, 100, 1, 512),
    ],
)
def test_useful_side_is_what_the_screen_can_show(
    stretch: Stretch | None, pixels: float, zoom: float, side: int
) -> None:
    image = canonical(png(picture(512, 512)), COLOUR)

    assert useful_side(image, stretch, pixels, zoom) == side
