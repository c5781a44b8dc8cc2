"""The materials of a USDZ file."""

from pxr import Usd, UsdGeom, UsdShade

from assets3d.pipeline.gltf.document import Document
from assets3d.pipeline.usd.images import Images
from assets3d.pipeline.usd.look.numbers import check_numbers
from assets3d.pipeline.usd.look.shading import MaterialWriter
from assets3d.pipeline.usd.look.surface import Surface, surface_of
from assets3d.pipeline.usd.names import SiblingNames
from assets3d.pipeline.usd.plan import coloured_materials, described_material, used_materials
from assets3d.pipeline.usd.shape.meshes import Wanted


class MaterialLibrary:
    """Every material that a variant of the document uses, written once; None stands for glTF's default material."""

    def __init__(
        self, stage: Usd.Stage, path: str, document: Document, variant: int | None, images: Images
    ) -> None:
        UsdGeom.Scope.Define(stage, path)
        numbers = used_materials(document, variant)
        coloured = coloured_materials(document, variant)
        described = [described_material(document, number) for number in numbers]
        for number, material in zip(numbers, described, strict=True):
            check_numbers(material, f"/materials/{number}")
        siblings = SiblingNames()
        names = [siblings.add(material.get("name"), "Material") for material in described]
        self._written: dict[int | None, tuple[UsdShade.Material, Wanted]] = {}
        for number, name, material in zip(numbers, names, described, strict=True):
            surface = surface_of(document.json, material, images)
            has_colours = number in coloured and surface.base not in surface.textures
            writer = MaterialWriter(stage, f"{path}/{name}", images.path)
            written = writer.write(surface, has_vertex_colours=has_colours)
            if "name" in material:
                written.GetPrim().SetDisplayName(material["name"])
            self._written[number] = written, _wanted(surface, has_colours=has_colours)

    def wanted(self, number: int | None) -> Wanted:
        """What meshes of a material must have."""
        return self._written[number][1]

    def bind(self, mesh: UsdGeom.Mesh, number: int | None) -> None:
        """Make a mesh of a material."""
        UsdShade.MaterialBindingAPI.Apply(mesh.GetPrim()).Bind(self._written[number][0])


def _wanted(surface: Surface, *, has_colours: bool) -> Wanted:
    sets = frozenset(textured.picture.coordinates for textured in surface.textures.values())
    opacity = surface.values.get("opacity", 1.0)
    colour = (*surface.colour[:3], float(opacity)) if has_colours and isinstance(opacity, float) else None
    return Wanted(sets, surface.is_double_sided, colour, surface.reads_vertex_opacity)
