"""The model parts of a 3MF package, read as a stream."""

from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from assets3d.pipeline.findings import BadModel, Finding, refusal
from assets3d.pipeline.intake.source import Source, damaged
from assets3d.pipeline.preflight.archive import Archive, shown
from assets3d.pipeline.preflight.xml import local_name, xml_events

Key = tuple[str, str]
_PROPERTY_KINDS = {
    "basematerials": "base",
    "colorgroup": "colour",
    "texture2dgroup": "texture",
    "multiproperties": "layers",
}


@dataclass(eq=False)
class Properties:
    """A group that triangles refer to: materials, colours, places in a texture, or layers of all these.

    kind: base, colour, texture or layers. rows: (name, colour) of materials, (colour,), (u, v) or (rows of the layers,)
    as texts. layers: the ids of the groups that lie on top of each other, lowest first; blends: how each of them but
    the lowest covers those below.
    """

    kind: str
    texture: str = ""
    rows: list[tuple[str, ...]] = field(default_factory=list)
    layers: tuple[str, ...] = ()
    blends: tuple[str, ...] = ()


@dataclass
class Body:
    """An object: a mesh, or others put together.

    corners: three points for each triangle. properties: group and three rows for each triangle, -1 for none,
    the group as a position in the part's list. components: which object, and twelve numbers of its transform.
    """

    name: str
    group: str = ""
    row: int = -1
    points: "array[float]" = field(default_factory=lambda: array("d"))
    corners: "array[int]" = field(default_factory=lambda: array("q"))
    properties: "array[int]" = field(default_factory=lambda: array("q"))
    components: list[tuple[Key, str]] = field(default_factory=list)


@dataclass
class Package:
    """Everything in all model parts; keys are (part, id)."""

    unit: str = "millimeter"
    bodies: dict[Key, Body] = field(default_factory=dict)
    groups: dict[Key, Properties] = field(default_factory=dict)
    textures: dict[Key, str] = field(default_factory=dict)
    items: list[tuple[Key, str]] = field(default_factory=list)
    group_keys: list[Key] = field(default_factory=list)


def read_package(archive: Archive, source: Source) -> Package:
    """Read all model parts of a package; raises BadModel."""
    names = [name for name in archive.names() if name.lower().endswith(".model")]
    # The main part stands in the folder that the format prescribes; others are read only for their objects.
    names.sort(key=lambda name: (name.casefold() != "3d/3dmodel.model", len(name), name))
    package = Package()
    for number, name in enumerate(names):
        _Part(package, name, source, is_main=number == 0).read(archive)
    return package


class _Part:
    """The reading of one model part."""

    def __init__(self, package: Package, name: str, source: Source, *, is_main: bool) -> None:
        self._package, self._name, self._source, self._is_main = package, name, source, is_main
        self._body: Body | None = None
        self._group: Properties | None = None
        self._numbers: dict[str, int] = {}
        self._vertices = self._triangles = self._elements = self._parts = 0

    def read(self, archive: Archive) -> None:
        handlers: Mapping[str, Callable[[etree._Element], None]] = {
            "model": self._model,
            "object": self._object,
            "vertex": self._vertex,
            "triangle": self._triangle,
            "component": self._component,
            "item": self._item,
            "base": lambda element: self._row(element, "name", "displaycolor"),
            "color": lambda element: self._row(element, "color"),
            "tex2coord": lambda element: self._row(element, "u", "v"),
            "multi": lambda element: self._row(element, "pindices"),
            "texture2d": self._texture,
            **dict.fromkeys(_PROPERTY_KINDS, self._properties),
        }
        with archive.opened(self._name) as file:
            for event, element in xml_events(file, self._source.bounds):
                handler = handlers.get(local_name(element))
                if event == "start" and handler is not None:
                    handler(element)

    def _model(self, element: etree._Element) -> None:
        if self._is_main:
            self._package.unit = element.get("unit", "millimeter")

    def _object(self, element: etree._Element) -> None:
        self._count()
        name = element.get("name") or ""
        self._body = Body(name[:200], element.get("pid") or "", self._whole(element, "pindex", -1))
        self._package.bodies[self._name, element.get("id") or ""] = self._body

    def _vertex(self, element: etree._Element) -> None:
        self._vertices += 1
        if self._vertices > self._source.bounds.vertices:
            raise BadModel(_too_large(f"more than {self._source.bounds.vertices:,} points"))
        if self._body is not None:
            self._body.points.extend(self._number(element, axis) for axis in "xyz")

    def _triangle(self, element: etree._Element) -> None:
        self._triangles += 1
        if self._triangles > self._source.bounds.triangles:
            raise BadModel(_too_large(f"more than {self._source.bounds.triangles:,} triangles"))
        body = self._body
        if body is None:
            return
        body.corners.extend(self._whole(element, name, -1) for name in ("v1", "v2", "v3"))
        first = self._whole(element, "p1", -1)
        group = element.get("pid") or (body.group if first >= 0 or body.row >= 0 else "")
        first = first if first >= 0 else body.row
        rows = (first, self._whole(element, "p2", first), self._whole(element, "p3", first))
        body.properties.extend((self._group_number(group) if first >= 0 else -1, *rows))

    def _group_number(self, group: str) -> int:
        if group not in self._numbers:
            self._numbers[group] = len(self._package.group_keys)
            self._package.group_keys.append((self._name, group))
        return self._numbers[group]

    def _component(self, element: etree._Element) -> None:
        self._count()
        if self._body is not None:
            self._body.components.append((self._key(element), element.get("transform") or ""))

    def _item(self, element: etree._Element) -> None:
        self._count()
        if self._is_main:
            self._package.items.append((self._key(element), element.get("transform") or ""))

    def _key(self, element: etree._Element) -> Key:
        path = next((value for name, value in element.items() if name.rpartition("}")[2] == "path"), None)
        return (path.lstrip("/") if path else self._name), element.get("objectid") or ""

    def _properties(self, element: etree._Element) -> None:
        self._count()
        self._group = Properties(
            _PROPERTY_KINDS[local_name(element)],
            element.get("texid") or "",
            layers=tuple((element.get("pids") or "").split()),
            blends=tuple((element.get("blendmethods") or "").split()),
        )
        self._package.groups[self._name, element.get("id") or ""] = self._group

    def _row(self, element: etree._Element, *names: str) -> None:
        self._elements += 1
        if self._elements > self._source.bounds.xml_elements:
            raise BadModel(_too_large(f"more than {self._source.bounds.xml_elements:,} colours"))
        if self._group is not None:
            self._group.rows.append(tuple((element.get(name) or "")[:100] for name in names))

    def _texture(self, element: etree._Element) -> None:
        self._count()
        self._package.textures[self._name, element.get("id") or ""] = (element.get("path") or "").lstrip("/")

    def _count(self) -> None:
        """One more object, component or group."""
        self._parts += 1
        if self._parts > self._source.bounds.nodes:
            message = f"The model has more than {self._source.bounds.nodes:,} objects."
            raise BadModel(refusal("nodes_too_many", message, "", "Join objects that never move apart."))

    def _number(self, element: etree._Element, name: str) -> float:
        try:
            return float(element.get(name) or "")
        except ValueError:
            raise self._wrong(element, name) from None

    def _whole(self, element: etree._Element, name: str, default: int) -> int:
        text = element.get(name)
        if text is None:
            return default
        if len(text) > 10 or not text.isdecimal():
            raise self._wrong(element, name)
        return int(text)

    def _wrong(self, element: etree._Element, name: str) -> BadModel:
        message = f"The file is damaged: {local_name(element)} has no readable {name}."
        return damaged("xml_value", message, shown(self._name))


def _too_large(words: str) -> Finding:
    return refusal("geometry_too_large", f"The model has {words}.", "", "Reduce the number of triangles.")
