"""A USDZ package as other programs write it."""

import io
from pathlib import Path

from PIL import Image
from pxr import Gf, Sdf, Usd, UsdGeom, UsdShade, UsdUtils


def build_usdz(folder: Path) -> bytes:
    """A textured lid of 40 by 30 cm that rises by 10 cm within a second, +Z up, in centimetres.

    folder: where it is put together.
    """
    folder.mkdir(parents=True, exist_ok=True)
    encoded = io.BytesIO()
    Image.new("RGB", (8, 8), (200, 50, 20)).save(encoded, "PNG")
    (folder / "wood.png").write_bytes(encoded.getvalue())
    stage = Usd.Stage.CreateNew(str(folder / "lid.usda"))
    UsdGeom.SetStageUpAxis(stage, UsdGeom.Tokens.z)
    UsdGeom.SetStageMetersPerUnit(stage, 0.01)
    stage.SetTimeCodesPerSecond(24)
    root = UsdGeom.Xform.Define(stage, "/Root")
    stage.SetDefaultPrim(root.GetPrim())
    moved = root.AddTranslateOp()
    moved.Set(Gf.Vec3d(0, 0, 10), 0)
    moved.Set(Gf.Vec3d(0, 0, 20), 24)
    _lid(stage)
    stage.GetRootLayer().Save()
    target = folder / "lid.usdz"
    UsdUtils.CreateNewUsdzPackage(str(folder / "lid.usda"), str(target))
    return target.read_bytes()


def _lid(stage: Usd.Stage) -> None:
    mesh = UsdGeom.Mesh.Define(stage, "/Root/Lid")
    mesh.CreatePointsAttr([(0, 0, 0), (40, 0, 0), (40, 30, 0), (0, 30, 0)])
    mesh.CreateFaceVertexCountsAttr([4])
    mesh.CreateFaceVertexIndicesAttr([0, 1, 2, 3])
    places = UsdGeom.PrimvarsAPI(mesh).CreatePrimvar(
        "st", Sdf.ValueTypeNames.TexCoord2fArray, UsdGeom.Tokens.vertex
    )
    places.Set([(0, 0), (1, 0), (1, 1), (0, 1)])
    UsdShade.MaterialBindingAPI.Apply(mesh.GetPrim()).Bind(_oak(stage))


def _oak(stage: Usd.Stage) -> UsdShade.Material:
    material = UsdShade.Material.Define(stage, "/Root/Looks/Oak")
    surface, picture, reader = (
        UsdShade.Shader.Define(stage, f"/Root/Looks/Oak/{name}") for name in ("Surface", "Picture", "Reader")
    )
    reader.CreateIdAttr("UsdPrimvarReader_float2")
    reader.CreateInput("varname", Sdf.ValueTypeNames.String).Set("st")
    reader.CreateOutput("result", Sdf.ValueTypeNames.Float2)
    picture.CreateIdAttr("UsdUVTexture")
    picture.CreateInput("file", Sdf.ValueTypeNames.Asset).Set("wood.png")
    picture.CreateInput("st", Sdf.ValueTypeNames.Float2).ConnectToSource(reader.ConnectableAPI(), "result")
    picture.CreateOutput("rgb", Sdf.ValueTypeNames.Float3)
    surface.CreateIdAttr("UsdPreviewSurface")
    surface.CreateInput("roughness", Sdf.ValueTypeNames.Float).Set(0.3)
    surface.CreateInput("diffuseColor", Sdf.ValueTypeNames.Color3f).ConnectToSource(
        picture.ConnectableAPI(), "rgb"
    )
    surface.CreateOutput("surface", Sdf.ValueTypeNames.Token)
    material.CreateSurfaceOutput().ConnectToSource(surface.ConnectableAPI(), "surface")
    return material
