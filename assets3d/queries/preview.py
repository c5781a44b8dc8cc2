"""What shoppers would see of a revision, as the viewer's template wants it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assets3d.models import Conversion, Rendition, Revision
from assets3d.pipeline.posters.framing import Framing
from assets3d.states import RenditionRole
from assets3d.storage import public_url

POSTERS = (RenditionRole.POSTER_256, RenditionRole.POSTER_512, RenditionRole.POSTER_1024)


@dataclass(frozen=True)
class Poster:
    """One look of the model. `variant` is "" for how the model opens."""

    variant: str
    small_url: str
    medium_url: str
    large_url: str

    @property
    def srcset(self) -> str:
        return f"{self.small_url} 256w, {self.medium_url} 512w, {self.large_url} 1024w"


@dataclass(frozen=True)
class PreviewFile:
    """A file that the viewer's script may choose."""

    url: str
    bytes: int


@dataclass(frozen=True)
class PreviewModel:
    """The model's files: for the shop, with WebP textures, for weak devices, for rooms seen by Android.

    `room_urls` are those for rooms seen by iPhone and iPad, by material variant.
    """

    url: str
    bytes: int
    framing: Framing | None
    webp: PreviewFile | None = None
    lite: PreviewFile | None = None
    room: PreviewFile | None = None
    room_urls: Mapping[str, str] | None = None

    @property
    def room_urls_json(self) -> str:
        return json.dumps(self.room_urls or {}, ensure_ascii=False)


@dataclass(frozen=True)
class Preview:
    """What shoppers would see of a revision."""

    revision: Revision
    model: PreviewModel
    poster: Poster | None
    variants: tuple[Poster, ...]


def load_preview(revision: Revision) -> Preview | None:
    """What the revision shows; None when it has no file for the shop."""
    renditions = list(Rendition.objects.filter(conversion=revision.conversion_id))
    web = _file(renditions, RenditionRole.WEB)
    if web is None:
        return None
    posters = _posters(renditions)
    return Preview(
        revision=revision,
        model=PreviewModel(
            url=web.url,
            bytes=web.bytes,
            framing=_framing(revision),
            webp=_file(renditions, RenditionRole.WEB_WEBP),
            lite=_file(renditions, RenditionRole.LITE),
            room=_file(renditions, RenditionRole.AR_GLB),
            room_urls={
                each.material_variant: public_url(each.key)
                for each in renditions
                if each.role == RenditionRole.AR_USDZ
            },
        ),
        poster=posters.get(""),
        variants=tuple(poster for variant, poster in posters.items() if variant),
    )


def _file(renditions: Sequence[Rendition], role: RenditionRole) -> PreviewFile | None:
    found = (PreviewFile(public_url(each.key), each.bytes) for each in renditions if each.role == role)
    return next(found, None)


def _framing(revision: Revision) -> Framing | None:
    framing = Conversion.objects.values_list("report__framing", flat=True).get(pk=revision.conversion_id)
    return Framing(framing["orbit"], framing["field_of_view_degrees"]) if framing else None


def _posters(renditions: Sequence[Rendition]) -> dict[str, Poster]:
    keys: dict[str, dict[str, str]] = {}
    for rendition in renditions:
        keys.setdefault(rendition.material_variant, {})[rendition.role] = rendition.key
    return {
        variant: Poster(variant, *(public_url(of[size]) for size in POSTERS))
        for variant, of in keys.items()
        if all(size in of for size in POSTERS)
    }
