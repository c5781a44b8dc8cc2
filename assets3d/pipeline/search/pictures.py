"""What a search sees: the source from the search's views, and how other models compare with it there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
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
class Sight:
    """Where images of a model are seen.

    places: numbers of the pictures whose look wears them. first: what one change to them did to each picture of the
    first of those looks.
    """

    places: tuple[int, ...] = ()
    first: Mapping[int, Distance] = field(default_factory=dict)


@dataclass(frozen=True)
class Stage:
    """The source in a studio, with textures that can be exchanged.

    images_of_look: which images each look's materials read.
    """

    studio: Studio
    reference: Reference
    images_of_look: Mapping[str | None, frozenset[int]]

    def sight(self, images: Mapping[int, bytes]) -> Sight:
        """Exchange images in pictures of the first look that wears any of them. The source must be in the studio.

        In one of the whole and in all close-ups, which show different parts; in the other whole views only where
        that one shows nothing of the images.
        """
        visits = self.reference.visits
        places = tuple(
            number
            for number, visit in enumerate(visits)
            if self.images_of_look[visit.shot.variant] & images.keys()
        )
        if not places:
            return Sight()
        variant = visits[places[0]].shot.variant
        looked = [place for place in places if visits[place].shot.variant == variant]
        close = [place for place in looked if self._is_close(place)]
        whole = [place for place in looked if not self._is_close(place)]
        first = self._exchanged([*whole[:1], *close], images)
        if not any(first[place].squared for place in whole[:1]):
            first |= self._exchanged(whole[1:], images)
        return Sight(places, first)

    def loss_of(self, images: Mapping[int, bytes], sight: Sight, glances: int) -> Apart:
        """How far the source looks from itself with these images in place of its own.

        The source must be in the studio. Only the `glances` pictures that tell most are taken, of close-ups and of whole
        views alike; those that are not are taken to change as much more or less than in the sight.
        """
        chosen = self._telling(sight, glances)
        known = self._exchanged(chosen, images)
        return self.apart(replace(sight, first={**sight.first, **known, **self._guessed(sight, known)}))

    def apart(self, sight: Sight) -> Apart:
        """The loss that a sight saw. What it saw in the first look stands for all other looks."""
        distances = [Distance(pixels=shown_pixels(picture)) for picture in self.reference.pictures]
        # Whole views are alike, so those that were taken stand for the others.
        for is_close in (False, True):
            seen = total(found for place, found in sight.first.items() if self._is_close(place) is is_close)
            for place in sight.places:
                if place in sight.first:
                    distances[place] = sight.first[place]
                elif self._is_close(place) is is_close and seen.pixels:
                    distances[place] = seen * (distances[place].pixels / seen.pixels)
        return pooled(self.reference, distances)

    def _telling(self, sight: Sight, glances: int) -> list[int]:
        """The pictures that changed most in the sight, first one of the whole and one close-up."""
        order = sorted(sight.first, key=lambda place: -sight.first[place].squared)
        kinds = [
            next((place for place in order if self._is_close(place) is kind), None) for kind in (False, True)
        ]
        ahead = [place for place in kinds if place is not None and sight.first[place].squared]
        return [*ahead, *(place for place in order if place not in ahead)][:glances]

    def _guessed(self, sight: Sight, known: Mapping[int, Distance]) -> dict[int, Distance]:
        guessed: dict[int, Distance] = {}
        for is_close in (False, True):
            places = [place for place in sight.first if self._is_close(place) is is_close]
            taken = [place for place in places if place in known]
            before, now = total(sight.first[place] for place in taken), total(known[place] for place in taken)
            guessed |= {
                place: _grown(sight.first[place], before, now) for place in places if place not in known
            }
        return guessed

    def _is_close(self, place: int) -> bool:
        return self.reference.visits[place].is_close

    def _exchanged(self, places: Sequence[int], images: Mapping[int, bytes]) -> dict[int, Distance]:
        self.studio.exchange(images)
        pictures = self.studio.take([self.reference.visits[place].shot for place in places])
        self.studio.exchange(dict.fromkeys(images))
        return {
            place: distance(self.reference.pictures[place], picture)
            for place, picture in zip(places, pictures, strict=True)
        }


def _grown(one: Distance, before: Distance, now: Distance) -> Distance:
    """A distance that changes by each measure as another one did."""

    def grown(measure: float, was: float, has: float) -> float:
        return measure * has / was if was else 0.0

    return Distance(
        one.pixels,
        grown(one.squared, before.squared, now.squared),
        grown(one.dissimilar, before.dissimilar, now.dissimilar),
        grown(one.colour, before.colour, now.colour),
    )


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
