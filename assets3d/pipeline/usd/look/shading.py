"""Surfaces as networks of UsdShade."""

from collections.abc import Callable
from typing import Any

from pxr import Gf, Sdf, Usd, UsdShade

from assets3d.pipeline.usd.look.surface import Four, Picture, Placement, Surface, Textured

_TYPES = Sdf.ValueTypeNames
_INPUT_TYPES = {
    "diffuseColor": _TYPES.Color3f,
    "emissiveColor": _TYPES.Color3f,
    "specularColor": _TYPES.Color3f,
    "normal": _TYPES.Normal3f,
    "useSpecularWorkflow": _TYPES.Int,
}
_PLAIN = ((1.0, 1.0, 1.0, 1.0), (0.0, 0.0, 0.0, 0.0))


def coordinates_name(number: int) -> str:
    """The primvar of a UV set: `st` for the first, as readers expect."""
    return "st" if number == 0 else f"st{number}"


class MaterialWriter:
    """Writes one material. Readers, transforms and textures that are equal exist once."""

    def __init__(self, stage: Usd.Stage, path: str, image_path: Callable[[int], str]) -> None:
        self._stage = stage
        self._path = path
        self._image_path = image_path
        self._made: dict[object, Any] = {}
        self.material = UsdShade.Material.Define(stage, path)

    def write(self, surface: Surface, *, has_vertex_colours: bool) -> UsdShade.Material:
        """The material; `has_vertex_colours` when its base is to be read from the meshes."""
        shader = self._shader("Surface", "UsdPreviewSurface")
        self.material.CreateSurfaceOutput().ConnectToSource(shader.CreateOutput("surface", _TYPES.Token))
        for name, value in sorted(surface.values.items()):
            self._input(shader, name).Set(Gf.Vec3f(*value) if isinstance(value, tuple) else value)
        for name, textured in sorted(surface.textures.items()):
            output = _TYPES.Float3 if textured.channels == "rgb" else _TYPES.Float
            source = self._texture(textured).CreateOutput(textured.channels, output)
            self._input(shader, name).ConnectToSource(source)
        if has_vertex_colours:
            self._read_vertex_colours(shader, surface)
        return self.material

    @staticmethod
    def _input(shader: UsdShade.Shader, name: str) -> Any:  # noqa: ANN401 - pxr is untyped
        return shader.CreateInput(name, _INPUT_TYPES.get(name, _TYPES.Float))

    def _shader(self, name: str, identifier: str) -> UsdShade.Shader:
        shader = UsdShade.Shader.Define(self._stage, f"{self._path}/{name}")
        shader.CreateIdAttr(identifier)
        return shader

    def _numbered(self, kind: str) -> str:
        return f"{kind}_{sum(1 for key in self._made if isinstance(key, tuple) and key[0] == kind)}"

    def _texture(self, textured: Textured) -> UsdShade.Shader:
        key = ("Texture", textured.picture, textured.scale, textured.bias, textured.is_colour)
        if key not in self._made:
            shader = self._shader(self._numbered("Texture"), "UsdUVTexture")
            self._made[key] = shader
            self._fill(shader, textured)
        return self._made[key]

    def _fill(self, shader: UsdShade.Shader, textured: Textured) -> None:
        picture = textured.picture
        shader.CreateInput("file", _TYPES.Asset).Set(Sdf.AssetPath(self._image_path(picture.image)))
        space = "sRGB" if textured.is_colour else "raw"
        shader.CreateInput("sourceColorSpace", _TYPES.Token).Set(space)
        shader.CreateInput("wrapS", _TYPES.Token).Set(picture.wraps[0])
        shader.CreateInput("wrapT", _TYPES.Token).Set(picture.wraps[1])
        if (textured.scale, textured.bias) != _PLAIN:
            shader.CreateInput("scale", _TYPES.Float4).Set(_vector(textured.scale))
            shader.CreateInput("bias", _TYPES.Float4).Set(_vector(textured.bias))
        source = self._coordinates(picture).CreateOutput("result", _TYPES.Float2)
        shader.CreateInput("st", _TYPES.Float2).ConnectToSource(source)

    def _coordinates(self, picture: Picture) -> UsdShade.Shader:
        reader = self._reader("Reader", coordinates_name(picture.coordinates), "UsdPrimvarReader_float2")
        if picture.placement == Placement():
            return reader
        key = ("Transform", picture.coordinates, picture.placement)
        if key not in self._made:
            shader = self._shader(self._numbered("Transform"), "UsdTransform2d")
            self._made[key] = shader
            source = reader.CreateOutput("result", _TYPES.Float2)
            shader.CreateInput("in", _TYPES.Float2).ConnectToSource(source)
            placement = picture.placement
            shader.CreateInput("scale", _TYPES.Float2).Set(Gf.Vec2f(*placement.scale))
            shader.CreateInput("rotation", _TYPES.Float).Set(placement.rotation)
            shader.CreateInput("translation", _TYPES.Float2).Set(Gf.Vec2f(*placement.translation))
        return self._made[key]

    def _reader(self, kind: str, primvar: str, identifier: str) -> UsdShade.Shader:
        key = (kind, primvar)
        if key not in self._made:
            shader = self._shader(f"{kind}_{primvar}", identifier)
            shader.CreateInput("varname", _TYPES.String).Set(primvar)
            self._made[key] = shader
        return self._made[key]

    def _read_vertex_colours(self, shader: UsdShade.Shader, surface: Surface) -> None:
        """Meshes without colours of their own get the material's, which is the readers' fallback."""
        reader = self._reader("Reader", "displayColor", "UsdPrimvarReader_float3")
        reader.CreateInput("fallback", _TYPES.Float3).Set(Gf.Vec3f(*surface.colour[:3]))
        source = reader.CreateOutput("result", _TYPES.Float3)
        self._input(shader, surface.base).ConnectToSource(source)
        if surface.reads_vertex_opacity:
            reader = self._reader("Reader", "displayOpacity", "UsdPrimvarReader_float")
            reader.CreateInput("fallback", _TYPES.Float).Set(surface.values.get("opacity", 1.0))
            opacity = reader.CreateOutput("result", _TYPES.Float)
            self._input(shader, "opacity").ConnectToSource(opacity)


def _vector(values: Four) -> Gf.Vec4f:
    return Gf.Vec4f(*values)
