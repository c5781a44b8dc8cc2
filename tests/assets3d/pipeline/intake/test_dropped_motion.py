"""What moves a model in formats whose movement is not read: the model is there, and its merchant is told."""

from pathlib import Path

import pytest

from tests.assets3d.pipeline.hostile.archives import packed
from tests.assets3d.pipeline.intake.taking import take
from tests.factories.exchanged.dae import build_dae

_SKIN = """<skin source="#lid">
  <source id="j"><Name_array id="ja" count="1">Hinge</Name_array><technique_common><accessor source="#ja" count="1">
    <param name="JOINT" type="name"/></accessor></technique_common></source>
  <source id="m"><float_array id="ma" count="16">1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1</float_array><technique_common>
    <accessor source="#ma" count="1" stride="16"><param name="TRANSFORM" type="float4x4"/></accessor></technique_common>
  </source>
  <source id="w"><float_array id="wa" count="1">1</float_array><technique_common><accessor source="#wa" count="1">
    <param name="WEIGHT" type="float"/></accessor></technique_common></source>
  <joints><input semantic="JOINT" source="#j"/><input semantic="INV_BIND_MATRIX" source="#m"/></joints>
  <vertex_weights count="4"><input semantic="JOINT" source="#j" offset="0"/>
    <input semantic="WEIGHT" source="#w" offset="1"/><vcount>1 1 1 1</vcount><v>0 0 0 0 0 0 0 0</v></vertex_weights>
</skin>"""
_MORPH = """<morph source="#lid" method="NORMALIZED">
  <source id="t"><IDREF_array id="ta" count="1">lid</IDREF_array><technique_common><accessor source="#ta" count="1">
    <param name="MORPH_TARGET" type="IDREF"/></accessor></technique_common></source>
  <source id="w"><float_array id="wa" count="1">0</float_array><technique_common><accessor source="#wa" count="1">
    <param name="MORPH_WEIGHT" type="float"/></accessor></technique_common></source>
  <targets><input semantic="MORPH_TARGET" source="#t"/><input semantic="MORPH_WEIGHT" source="#w"/></targets>
</morph>"""
_ANIMATION = """<library_animations><animation id="a">
  <source id="s"><float_array id="sa" count="2">0 1</float_array><technique_common><accessor source="#sa" count="2">
    <param name="TIME" type="float"/></accessor></technique_common></source>
</animation></library_animations>"""
_USDA = """#usda 1.0
(metersPerUnit = 0.01
 upAxis = "Y")
def SkelRoot "Rig" {
%s}
"""
_MESH = """ def Mesh "%s" (prepend apiSchemas = ["SkelBindingAPI"]) {
  point3f[] points = [(0,0,0), (40,0,0), (0,30,0)]
  int[] faceVertexCounts = [3]
  int[] faceVertexIndices = [0, 1, 2]
  %s
 }
"""
_JOINTS = 'int[] primvars:skel:jointIndices = [0, 0, 0] (elementSize = 1\n interpolation = "vertex")'
_SHAPES = 'uniform token[] skel:blendShapes = ["Smile"]'


def _moved_dae(controller: str = "", animation: str = "") -> bytes:
    document = build_dae().decode()
    if controller:
        document = document.replace("instance_geometry", "instance_controller").replace(
            'url="#lid"', 'url="#moved"'
        )
        library = (
            f'<library_controllers><controller id="moved">{controller}</controller></library_controllers>'
        )
        document = document.replace("<library_visual_scenes>", f"{library}<library_visual_scenes>")
    return document.replace("<library_visual_scenes>", f"{animation}<library_visual_scenes>").encode()


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (_moved_dae(_SKIN), "skin_dropped", "has bones"),
        (_moved_dae(_MORPH), "shape_keys_dropped", "has shape keys"),
        (_moved_dae(animation=_ANIMATION), "animation_dropped", "the model stands still"),
    ],
)
def test_dae_stands_still_and_says_so(content: bytes, code: str, words: str, tmp_path: Path) -> None:
    taken = take("lid.dae", content, tmp_path)

    assert taken.codes() == [code]
    assert words in taken.intake.findings[0].message
    assert taken.intake.findings[0].fix == "Export as GLB or FBX to keep them."
    assert taken.size == pytest.approx((0.4, 0, 0.3), abs=1e-6)


def test_usdz_names_what_stands_still(tmp_path: Path) -> None:
    meshes = [(f"Arm{number}", _JOINTS) for number in range(4)] + [("Face", _SHAPES)]
    layer = _USDA % "".join(_MESH % each for each in meshes)

    taken = take("rig.usdz", packed({"rig.usda": layer.encode()}, method=0), tmp_path)

    bones, shapes, _ = taken.intake.findings
    assert taken.codes() == ["skin_dropped", "shape_keys_dropped", "usdz_kept"]
    assert bones.message.startswith("The package moves “Arm0”, “Arm1”, “Arm2”… by bones")
    assert shapes.message.startswith("The package moves “Face” by shape keys")
    assert len(taken.document.json["meshes"]) == 5
