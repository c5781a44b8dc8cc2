"""What a search sees: the source from the search's views, and how other models compare with it there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assets3d.pipeline.fidelity.compare import Apart, Reference, pooled
from assets3d.pipeline.fidelity.metrics import Distance, distance, shown_pixels, total
from assets3d.pipeline.gltf.document import Document, JsonObject
from assets3d.pipeline.gltf.writer import glb_bytes
from assets3d.pipeline.posters.looks import Look, material_of
from assets3d.pipeline.preflight.schema import texture_infos
from assets3d.pipeline.render.studio import IMAGE_MARK, Studio
from assets3d.pipeline.textures.slots import texture_images


@dataclass(frozen=True)
class Stage:
    """The source in a studio, with textures that can be exchanged.

    images_of_look: which images each look's materials read.
    """

    studio: Studio
    reference: Reference
    images_of_look: Mapping[str | None, frozenset[int]]

    def loss_of(self, images: Mapping[int, bytes], glances: int) -> Apart:
        """How far the source looks from itself with these images in place of its own.

        The source must be in the studio. `glances` pictures of the first look that shows any of the images stand for
        all looks that do.
        """
        places = [
            number
            for number, visit in enumerate(self.reference.visits)
            if self.images_of_look[visit.shot.variant] & images.keys()
        ]
        distances = [Distance(pixels=shown_pixels(picture)) for picture in self.reference.pictures]
        if places:
            first = self.reference.visits[places[0]].shot.variant
            looked = [place for place in places if self.reference.visits[place].shot.variant == first][
                :glances
            ]
            for place, found in self._glances(looked, images):
                distances[place] = found
            _spread(distances, places, looked, self.reference)
        return pooled(self.reference, distances)

    def _glances(self, places: Sequence[int], images: Mapping[int, bytes]) -> list[tuple[int, Distance]]:
        self.studio.exchange(images)
        pictures = self.studio.take([self.reference.visits[place].shot for place in places])
        self.studio.exchange(dict.fromkeys(images))
        return [
            (place, distance(self.reference.pictures[place], picture))
            for place, picture in zip(places, pictures, strict=True)
        ]


def _spread(
    distances: list[Distance], places: Sequence[int], glances: Sequence[int], reference: Reference
) -> None:
    """Give the pictures that were not taken what was seen in those that were, whole views and close-ups apart."""
    for is_close in (False, True):
        known = total(distances[place] for place in glances if reference.visits[place].is_close is is_close)
        for place in places:
            if place not in glances and reference.visits[place].is_close is is_close and known.pixels:
                distances[place] = known * (distances[place].pixels / known.pixels)


def marked_glb(document: Document) -> bytes:
    """The source as a GLB whose textures are named by their images, so that a studio can exchange them."""
    buffers = document.listed("buffers")
    binary = document.buffers[0] if buffers and "uri" not in buffers[0] else b""
    return glb_bytes(marked(document.json), binary)


def marked(json: JsonObject) -> JsonObject:
    """A document whose textures are named by their images."""
    textures = [
        {**texture, "name": f"{IMAGE_MARK}{next(texture_images(texture), -1)}"}
        for texture in json.get("textures", [])
    ]
    return {**json, "textures": textures} if textures else json


def images_of_looks(document: Mapping[str, Any], looks: Sequence[Look]) -> dict[str | None, frozenset[int]]:
    """The images that each look's materials read, by the look's first variant."""
    variants = document.get("extensions", {}).get("KHR_materials_variants", {}).get("variants", [])
    names = [variant["name"] for variant in variants]
    by_material = _images_of_materials(document)
    found: dict[str | None, frozenset[int]] = {}
    for look in looks:
        number = None if look[0] is None else names.index(look[0])
        found[look[0]] = frozenset(
            image
            for mesh in document.get("meshes", [])
            for primitive in mesh["primitives"]
            for image in by_material.get(material_of(primitive, number), ())
        )
    return found


def _images_of_materials(document: Mapping[str, Any]) -> dict[int | None, set[int]]:
    found: dict[int | None, set[int]] = {}
    for place, info in texture_infos(document):
        images = texture_images(document["textures"][info["index"]])
        found.setdefault(int(place.split("/")[2]), set()).update(images)
    return found
