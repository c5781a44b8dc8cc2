"""MTL: what an OBJ file's materials look like."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from PIL import Image

from assets3d.pipeline.intake.pictures import Shelf
from assets3d.pipeline.intake.scene import Material, TextureUse, linear_colour
from assets3d.pipeline.intake.source import damaged
from assets3d.pipeline.intake.surface import normal_use, surface_use

# Options of a map with the number of words that follow; `-o`, `-s` and `-t` take up to three numbers.
_OPTIONS = {"-bm": 1, "-clamp": 1, "-blendu": 1, "-blendv": 1, "-cc": 1, "-imfchan": 1, "-boost": 1}
_OPTIONS |= {"-texres": 1, "-type": 1, "-mm": 2}
_VECTORS = ("-o", "-s", "-t")
_COLOURS = ("Kd", "Ke", "Ks")
_NUMBERS = ("Ns", "d", "Tr", "Pr", "Pm")
_MAPS = {
    "map_kd": "colour",
    "map_d": "alpha",
    "map_ke": "emissive",
    "map_pr": "roughness",
    "map_pm": "metallic",
    "norm": "normal",
    "map_kn": "normal",
    "map_bump": "bump",
    "bump": "bump",
}


@dataclass
class _Entry:
    colours: dict[str, tuple[float, float, float]] = field(default_factory=dict)
    numbers: dict[str, float] = field(default_factory=dict)
    maps: dict[str, tuple[str, dict[str, list[str]]]] = field(default_factory=dict)


def read_mtl(content: bytes, shelf: Shelf) -> dict[str, Material]:
    """The materials of an MTL file by name; raises BadModel when there are too many."""
    entries: dict[str, _Entry] = {}
    entry = _Entry()
    for line in content.decode("utf-8", "replace").splitlines():
        words = line.split("#", 1)[0].split()
        if not words:
            continue
        if words[0].lower() == "newmtl":
            entry = entries.setdefault(line.strip()[6:].strip()[:200], _Entry())
            if len(entries) > shelf.source.bounds.parts:
                raise damaged("parts_too_many", f"There are more than {len(entries) - 1:,} materials.")
        else:
            _take(entry, words, line)
    return {name: _material(name, each, shelf) for name, each in entries.items()}


def _take(entry: _Entry, words: Sequence[str], line: str) -> None:
    key = words[0]
    if key in _COLOURS and len(words) >= 2:
        values = [_number(word) for word in words[1:4]]
        entry.colours[key] = (values[0], values[len(values) // 2], values[-1])
    elif key in _NUMBERS and len(words) >= 2:
        entry.numbers[key] = _number(words[-1])
    elif key.lower() in _MAPS and len(words) >= 2:
        entry.maps[_MAPS[key.lower()]] = _map(line.strip().split(None, 1)[1].split("#", 1)[0])


def _number(word: str) -> float:
    try:
        value = float(word)
    except ValueError:
        return 0.0
    return min(max(value, -1e6), 1e6) if math.isfinite(value) else 0.0


def _map(text: str) -> tuple[str, dict[str, list[str]]]:
    """(file name, options); the name may have blanks, so it is what the options leave."""
    options: dict[str, list[str]] = {}
    words = text.split()
    while words and (words[0] in _OPTIONS or words[0] in _VECTORS):
        option = words.pop(0)
        taken = options.setdefault(option, [])
        most = _OPTIONS.get(option, 3)
        while len(taken) < most and len(words) > 1 and (option in _OPTIONS or _is_number(words[0])):
            taken.append(words.pop(0))
    return " ".join(words), options


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _material(name: str, entry: _Entry, shelf: Shelf) -> Material:
    opacity = entry.numbers.get("d", 1 - entry.numbers.get("Tr", 0.0))
    shine = max(0.0, entry.numbers.get("Ns", 0.0))
    rough = entry.numbers.get("Pr", math.sqrt(2 / (shine + 2)) if "Ns" in entry.numbers else 0.6)
    emissive = entry.colours.get("Ke", (0.0, 0.0, 0.0))
    material = Material(
        name,
        base_colour=linear_colour(*entry.colours.get("Kd", (0.8, 0.8, 0.8)), opacity),
        metallic=_clipped(entry.numbers.get("Pm", 0.0)),
        roughness=_clipped(rough),
        emissive=linear_colour(*emissive)[:3],
        alpha="BLEND" if opacity < 1 else "OPAQUE",
    )
    for change in _changes(entry, material, shelf):
        material = replace(material, **change)
    return material


def _clipped(value: float) -> float:
    return round(min(max(value, 0.0), 1.0), 6)


def _changes(entry: _Entry, material: Material, shelf: Shelf) -> Iterator[dict[str, Any]]:
    """What the maps of a material alter in it."""
    uses = {kind: _use(*found, shelf) for kind, found in entry.maps.items() if kind != "alpha"}
    colour = uses.get("colour")
    if colour:
        # Exporters leave the colour black where a picture takes its place.
        dark = max(material.base_colour[:3]) < 0.01
        yield {"base_texture": colour}
        if dark:
            yield {"base_colour": (1.0, 1.0, 1.0, material.base_colour[3])}
    if "alpha" in entry.maps:
        yield from _alpha(entry, colour, shelf)
    if uses.get("emissive"):
        yield {"emissive_texture": uses["emissive"], "emissive": (1.0, 1.0, 1.0)}
    normal = uses.get("normal") or normal_use(uses.get("bump"), material.name, shelf)
    if normal:
        yield {"normal_texture": normal}
    surface = surface_use(uses.get("roughness"), uses.get("metallic"), shelf)
    if surface:
        yield {"metallic_roughness_texture": surface}
        # A picture takes the place of the number.
        yield {kind: 1.0 for kind in ("roughness", "metallic") if uses.get(kind)}


def _use(name: str, options: dict[str, list[str]], shelf: Shelf) -> TextureUse | None:
    number = shelf.from_file(name) if name else None
    if number is None:
        return None
    scale = [_number(word) for word in options.get("-s", [])] + [1.0, 1.0]
    offset = [_number(word) for word in options.get("-o", [])] + [0.0, 0.0]
    clamps = options.get("-clamp", ["off"])[:1] == ["on"]
    strength = [_number(word) for word in options.get("-bm", [])] + [1.0]
    u, v = (scale[0], scale[1]) if len(scale) > 3 else (scale[0], 1.0)
    shift = (offset[0], 1 - v - (offset[1] if len(offset) > 3 else 0.0))
    return TextureUse(number, 0, strength[0], (not clamps, not clamps), shift, (u, v))


def _alpha(entry: _Entry, colour: TextureUse | None, shelf: Shelf) -> Iterator[dict[str, Any]]:
    name = entry.maps["alpha"][0]
    if colour is not None and name == entry.maps["colour"][0]:
        yield {"alpha": "BLEND"}
        return
    number = shelf.from_file(name) if name else None
    if number is None:
        return
    mask = shelf.opened(number)
    grey = mask.getchannel("A") if "A" in mask.getbands() else mask.convert("L")
    base = shelf.opened(colour.picture).convert("RGB") if colour else Image.new("RGB", grey.size, "white")
    base.putalpha(grey.resize(base.size) if grey.size != base.size else grey)
    made = shelf.made(f"{entry.maps.get('colour', ('',))[0]} {name} opacity", base)
    yield {"alpha": "BLEND", "base_texture": replace(colour, picture=made) if colour else TextureUse(made)}
