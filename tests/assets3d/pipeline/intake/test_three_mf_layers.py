"""Layers of materials, colours and textures in 3MF: what glTF can say is kept, what it cannot is told."""

from pathlib import Path

import numpy as np
import pytest

from assets3d.pipeline.findings import BadModel
from assets3d.pipeline.intake.scene import to_linear
from tests.assets3d.pipeline.intake.taking import Taken, picture, take
from tests.factories.exchanged.three_mf import LAYERS, build_three_mf

_GREEN, _WHITE, _HALF_BLUE = (0, 1, 0, 1), (1, 1, 1, 1), (0, 0, 1, 128 / 255)


def _painted(tmp_path: Path, layers: str, rows: str = "0 0", texture: bytes = b"", extra: str = "") -> Taken:
    """A triangle whose three corners are painted by `rows` of the groups that `layers` names."""
    objects = (
        f'{extra}<m:multiproperties id="8" {layers}><m:multi pindices="{rows}"/><m:multi pindices="1 1 1"/>'
        "</m:multiproperties>"
        '<object id="7" type="model" name="Painted" pid="8" pindex="0"><mesh><vertices>'
        '<vertex x="0" y="0" z="0"/><vertex x="100" y="0" z="0"/><vertex x="0" y="80" z="0"/></vertices>'
        '<triangles><triangle v1="0" v2="1" v3="2"/></triangles></mesh></object>'
    )
    return take("painted.3mf", build_three_mf(objects=objects, picture=texture or picture()), tmp_path)


def _colour(taken: Taken) -> tuple[float, ...]:
    colours = taken.attribute("COLOR_0") / 65_535
    assert np.ptp(colours, axis=0).max() == 0
    return tuple(colours[0].tolist())


def _texture(taken: Taken) -> bool:
    return "baseColorTexture" in taken.document.json["materials"][0]["pbrMetallicRoughness"]


def test_colour_covers_the_material_below(tmp_path: Path) -> None:
    taken = _painted(tmp_path, 'pids="1 2"')

    assert _colour(taken) == pytest.approx(_GREEN)
    assert (_texture(taken), taken.codes()) == (False, [])


def test_colour_that_shines_through_is_mixed(tmp_path: Path) -> None:
    glaze = '<m:colorgroup id="9"><m:color color="#0000FF80"/></m:colorgroup>'

    taken = _painted(tmp_path, 'pids="1 9"', extra=glaze)

    share = _HALF_BLUE[3]
    assert _colour(taken) == pytest.approx((1 - share, 0, share, 1), abs=1e-4)
    assert "alphaMode" not in taken.document.json["materials"][0]


def test_colours_are_multiplied(tmp_path: Path) -> None:
    grey = '<m:colorgroup id="9"><m:color color="#808080"/></m:colorgroup>'

    taken = _painted(tmp_path, 'pids="1 9" blendmethods="multiply"', extra=grey)

    half = float(to_linear(np.array([128 / 255]))[0])
    assert _colour(taken) == pytest.approx((half, 0, 0, 1), abs=1e-4)


def test_texture_is_multiplied_with_the_colours_below(tmp_path: Path) -> None:
    taken = _painted(tmp_path, 'pids="2 4" blendmethods="multiply"', rows="0 1")

    assert _colour(taken) == pytest.approx(_GREEN)
    assert (_texture(taken), taken.codes()) == (True, [])
    assert taken.attribute("TEXCOORD_0").tolist() == [[1, 1]] * 3
    assert taken.document.json["materials"][0]["pbrMetallicRoughness"]["baseColorFactor"] == [1, 1, 1, 1]


def test_texture_covers_what_is_below_and_colours_above_tint_it(tmp_path: Path) -> None:
    taken = _painted(tmp_path, 'pids="1 4 2" blendmethods="mix multiply"', rows="0 0 1")

    assert _colour(taken) == pytest.approx(_WHITE)
    assert (_texture(taken), taken.codes()) == (True, [])


def test_list_of_rows_that_ends_early_means_the_first_ones(tmp_path: Path) -> None:
    assert _colour(_painted(tmp_path, 'pids="1 2"', rows="1")) == pytest.approx(_GREEN)


def test_corners_may_differ(tmp_path: Path) -> None:
    taken = take("corners.3mf", build_three_mf(objects=LAYERS), tmp_path)

    assert (taken.attribute("COLOR_0") / 65_535).tolist() == [list(_GREEN), list(_WHITE), list(_WHITE)]


@pytest.mark.parametrize(
    ("layers", "has_texture"),
    [
        # A picture with holes, above a material.
        ('pids="1 4"', True),
        # A second picture.
        ('pids="4 4" blendmethods="multiply"', True),
        # A colour that lets a picture shine through.
        ('pids="4 9"', True),
        # Layers within layers, which the format forbids.
        ('pids="1 8"', False),
        ('pids="1 2 2 2 2 2 2 2 2 2 2"', False),
    ],
)
def test_what_cannot_be_kept_is_told(layers: str, has_texture: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a parameter of the test
    glaze = '<m:colorgroup id="9"><m:color color="#0000FF80"/></m:colorgroup>'
    holes = picture((200, 50, 20, 10), mode="RGBA")

    taken = _painted(tmp_path, layers, texture=holes, extra=glaze)

    assert (taken.codes(), _texture(taken)) == (["layers_dropped"], has_texture)
    assert "what lies on top is shown" in taken.intake.findings[0].message


@pytest.mark.parametrize(("rows", "code"), [("0 99", "index_out_of_range"), ("0 x", "xml_value")])
def test_layers_of_rows_that_are_not_there_are_refused(rows: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(BadModel, match=code):
        _painted(tmp_path, 'pids="1 2"', rows=rows)
