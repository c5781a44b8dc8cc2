"""Pictures of a model for its posters, all by one camera that makes it fill them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from assets3d.pipeline.posters.framing import Framing
from assets3d.pipeline.posters.magnify import magnification, narrowed
from assets3d.pipeline.posters.options import PosterOptions
from assets3d.pipeline.render.studio import Camera, Picture, Shot, Shown, Studio


@dataclass(frozen=True)
class Pictures:
    """RGBA pictures in the order they were asked for, all taken by one camera."""

    images: tuple[Image.Image, ...]
    framing: Framing


def take_pictures(
    studio: Studio,
    glb: bytes,
    variants: Sequence[str | None],
    options: PosterOptions,
    on_picture: Callable[[int, int], None],
    shown: Shown | None = None,
) -> Pictures:
    """One picture of the model for each variant, None being how it opens, all square and of the largest width.

    shown: the model, where the studio shows it already. on_picture: told (pictures done, pictures in all). Raises
    StudioUnavailable where no picture can be taken, Defect where the viewer cannot show the model.
    """
    framed = (shown or studio.show(glb)).camera
    trial = replace(
        framed, field_of_view_degrees=narrowed(framed.field_of_view_degrees, options.trial_factor)
    )
    small = _image(studio.take([Shot(trial, options.trial_width, None, has_shadow=True)])[0])
    camera = replace(trial, field_of_view_degrees=narrowed(trial.field_of_view_degrees, magnification(small)))
    images = []
    for variant in variants:
        shot = Shot(camera, options.widths[0], variant, has_shadow=True)
        images.append(_image(studio.take([shot])[0]))
        on_picture(len(images), len(variants))
    return Pictures(tuple(images), _framing(camera))


def _framing(camera: Camera) -> Framing:
    orbit = f"{camera.theta_degrees:.2f}deg {camera.phi_degrees:.2f}deg {camera.radius:.6g}m"
    return Framing(orbit, camera.field_of_view_degrees)


def _image(picture: Picture) -> Image.Image:
    """Pictures as files keep them: colours not multiplied by transparency."""
    colours, alpha = picture[..., :3].astype(np.uint16), picture[..., 3:].astype(np.uint16)
    straight = np.minimum((colours * 255 + alpha // 2) // np.maximum(alpha, 1), 255)
    return Image.fromarray(np.concatenate([straight, alpha], axis=2).astype(np.uint8))
