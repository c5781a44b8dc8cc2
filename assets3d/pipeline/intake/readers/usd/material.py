"""UsdPreviewSurface as metallic-roughness materials."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pxr import UsdShade

from assets3d.pipeline.findings import warning
from assets3d.pipeline.intake.pictures import Shelf
from assets3d.pipeline.intake.scene import Material, TextureUse
from assets3d.pipeline.intake.surface import normal_use, surface_use

_FOLLOWED = 8
_INPUTS = (
    "diffuseColor",
    "emissiveColor",
    "metallic",
    "roughness",
    "opacity",
    "opacityThreshold",
    "normal",
    "occlusion",
)


@dataclass(frozen=True)
class _Read:
    """A value, or a texture with the channel that is read and what its pixels are multiplied by."""

    value: Any = None
    texture: TextureUse | None = None
    channel: str = "rgb"
    factor: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)


def read_material(bound: Any, sets: Sequence[str], shelf: Shelf) -> Material:  # noqa: ANN401 - pxr has no types
    """A bound material; `sets` are the names of the UV sets in the order in which parts have them."""
    name = str(bound.GetPrim().GetName())
    shader = _surface(bound)
    if shader is None:
        message = f"The material “{name[:80]}” is no UsdPreviewSurface; a plain one takes its place."
        shelf.findings.append(warning("material_unknown", message, "", "Export as GLB to keep it."))
        return Material(name)
    look = {key: _read(shader.GetInput(key), sets, shelf) for key in _INPUTS}
    opacity = look["opacity"]
    threshold = _number(look["opacityThreshold"].value, 0.0)
    base, glow = look["diffuseColor"], look["emissiveColor"]
    solid = _number(opacity.value, 1.0) if opacity.texture is None else 1.0
    is_clear = solid < 1 or opacity.texture is not None
    rough, metal = (_channel(look[key], shelf) for key in ("roughness", "metallic"))
    packed = _packed(look["roughness"], look["metallic"])
    return Material(
        name,
        base_colour=(*(base.factor[:3] if base.texture else _colour(base.value, (0.18, 0.18, 0.18))), solid),
        metallic=1.0 if metal else _number(look["metallic"].value, 0.0),
        roughness=1.0 if rough else _number(look["roughness"].value, 0.5),
        emissive=glow.factor[:3] if glow.texture else _colour(glow.value, (0.0, 0.0, 0.0)),
        base_texture=base.texture,
        metallic_roughness_texture=packed or surface_use(rough, metal, shelf),
        normal_texture=normal_use(look["normal"].texture, name, shelf),
        occlusion_texture=_channel(look["occlusion"], shelf),
        emissive_texture=glow.texture,
        alpha="OPAQUE" if not is_clear else "MASK" if threshold > 0 else "BLEND",
        cutoff=threshold or 0.5,
    )


def _surface(bound: Any) -> Any:  # noqa: ANN401 - pxr has no types
    found = bound.ComputeSurfaceSource()
    shader = found[0] if isinstance(found, tuple) else found
    if not shader or shader.GetIdAttr().Get() != "UsdPreviewSurface":
        return None
    return shader


def _source(wanted: Any) -> tuple[Any, str] | None:  # noqa: ANN401 - pxr has no types
    """The shader that an input is connected to, through interfaces, and the name of its output."""
    for _ in range(_FOLLOWED):
        if not wanted or not wanted.HasConnectedSource():
            return None
        source, output, _kind = wanted.GetConnectedSource()
        shader = UsdShade.Shader(source.GetPrim())
        if shader and shader.GetIdAttr().Get():
            return shader, str(output)
        wanted = source.GetInput(output) or source.GetOutput(output)
    return None


def _read(wanted: Any, sets: Sequence[str], shelf: Shelf) -> _Read:  # noqa: ANN401 - pxr has no types
    if not wanted:
        return _Read()
    found = _source(wanted)
    if found is None:
        values = wanted.GetValueProducingAttributes()
        return _Read(values[0].Get() if values else wanted.Get())
    shader, channel = found
    if shader.GetIdAttr().Get() != "UsdUVTexture":
        return _Read(wanted.Get())
    asset = _value(shader, "file")
    number = shelf.from_file(str(asset.path)) if asset else None
    if number is None:
        return _Read(_value(shader, "fallback"))
    use = _placed(TextureUse(number, repeats=_repeats(shader)), shader.GetInput("st"), sets)
    scale = _value(shader, "scale")
    factor = tuple(min(max(float(part), 0.0), 1.0) for part in scale) if scale else (1.0, 1.0, 1.0, 1.0)
    return _Read(None, use, channel, factor)  # type: ignore[arg-type]  # a scale has four parts


def _value(shader: Any, name: str) -> Any:  # noqa: ANN401 - pxr has no types
    wanted = shader.GetInput(name)
    if not wanted:
        return None
    values = wanted.GetValueProducingAttributes()
    return values[0].Get() if values else None


def _repeats(shader: Any) -> tuple[bool, bool]:  # noqa: ANN401 - pxr has no types
    across, down = (str(_value(shader, name) or "repeat") for name in ("wrapS", "wrapT"))
    return across not in ("clamp", "black"), down not in ("clamp", "black")


def _placed(use: TextureUse, wanted: Any, sets: Sequence[str]) -> TextureUse:  # noqa: ANN401 - pxr has no types
    """The use with its UV set and transform, which stand in the shaders that feed it."""
    found = _source(wanted)
    if found and found[0].GetIdAttr().Get() == "UsdTransform2d":
        scale, moved = _value(found[0], "scale") or (1, 1), _value(found[0], "translation") or (0, 0)
        # V is counted downwards in glTF and upwards here.
        offset = (float(moved[0]), 1 - float(scale[1]) - float(moved[1]))
        use = replace(use, offset=offset, scale=(float(scale[0]), float(scale[1])))
        found = _source(found[0].GetInput("in"))
    if found and str(found[0].GetIdAttr().Get()).startswith("UsdPrimvarReader"):
        name = str(_value(found[0], "varname") or "st")
        use = replace(use, coordinates=sets.index(name) if name in sets else 0)
    return use


def _packed(rough: _Read, metal: _Read) -> TextureUse | None:
    """The texture that has both already where glTF wants them."""
    if rough.texture and metal.texture and rough.texture == metal.texture:
        return rough.texture if (rough.channel, metal.channel) == ("g", "b") else None
    return None


def _channel(read: _Read, shelf: Shelf) -> TextureUse | None:
    """The use with a picture in which every channel is the one that is read."""
    use = read.texture
    if use is None or read.channel in ("rgb", "r"):
        return use
    image = shelf.opened(use.picture).convert("RGBA")
    name = f"{shelf.scene.pictures[use.picture].name} {read.channel}"
    return replace(use, picture=shelf.made(name, image.getchannel(read.channel.upper())))


def _colour(value: Any, default: tuple[float, float, float]) -> tuple[float, float, float]:  # noqa: ANN401 - pxr
    if value is None:
        return default
    red, green, blue = (round(min(max(float(part), 0.0), 1.0), 6) for part in tuple(value)[:3])
    return red, green, blue


def _number(value: Any, default: float) -> float:  # noqa: ANN401 - pxr has no types
    return round(min(max(float(value), 0.0), 1.0), 6) if isinstance(value, int | float) else default
