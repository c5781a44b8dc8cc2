"""The shop's viewer reads both meshopt extensions."""

from dataclasses import replace

import numpy as np
import pytest

from assets3d.pipeline.geometry.options import GeometryOptions
from assets3d.pipeline.geometry.prepare import encode_geometry, prepare_geometry
from assets3d.pipeline.geometry.store import store_geometry
from assets3d.pipeline.gltf.meshopt import EXTENSION_NAMES, Codec
from assets3d.pipeline.gltf.writer import BufferWriter, glb_bytes
from assets3d.pipeline.render.chromium import find_chromium
from assets3d.pipeline.render.local import LocalStudio
from assets3d.pipeline.render.studio import Picture, Shot
from tests.assets3d.pipeline.geometry.surfaces import hill, opened, scene_of
from tests.factories.glb import GlbBuilder

needs_browser = pytest.mark.skipif(find_chromium() is None, reason="no Chromium on this machine")
SIDE = 128


def _hill() -> GlbBuilder:
    points, indices = hill(24)
    builder = GlbBuilder()
    rise = np.tile(np.array([0, 1, 0], np.float32), (len(points), 1))
    attributes = {"POSITION": builder.accessor(points), "NORMAL": builder.accessor(rise)}
    return scene_of(
        [{"attributes": attributes, "indices": builder.accessor(indices[:, None])}], builder=builder
    )


def _packed(codec: Codec) -> bytes:
    options = GeometryOptions(codec=codec, position_bits=16)
    prepared = prepare_geometry(*opened(_hill()), options)
    writer = BufferWriter(codec)
    json = prepared.document.json
    store_geometry(json, encode_geometry(prepared, options), prepared.roles, options, writer)
    needed = [EXTENSION_NAMES[codec], "KHR_mesh_quantization"]
    stored = {"bufferViews": writer.views, "buffers": writer.buffers()}
    return glb_bytes({**json, **stored, "extensionsUsed": needed, "extensionsRequired": needed}, writer.data)


def _picture(studio: LocalStudio, glb: bytes) -> Picture:
    camera = replace(studio.show(glb).camera, phi_degrees=40.0)
    return studio.take([Shot(camera, SIDE)])[0]


@needs_browser
@pytest.mark.slow
@pytest.mark.parametrize("codec", ["khr", "ext"])
def test_packed_surface_looks_like_its_source(studio: LocalStudio, codec: Codec) -> None:
    source = _picture(studio, _hill().build())

    packed = _picture(studio, _packed(codec))

    assert source[..., 3].max() == 255
    assert np.abs(source.astype(np.float32) - packed.astype(np.float32)).mean() < 0.5
