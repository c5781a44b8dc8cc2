"""What the viewer's script is told by the page."""

from dataclasses import replace

from django.template.loader import render_to_string
from django.utils import translation

from assets3d.pipeline.posters.framing import Framing
from assets3d.queries.preview import PreviewModel

MODEL = PreviewModel(url="https://assets.vitrine.test/chair.glb", bytes=1000, framing=None)


def _page(model: PreviewModel) -> str:
    context = {"model": model, "name": "Chair", "poster": None, "material_variant": ""}
    return render_to_string("assets3d/components/viewer.html", context)


def test_viewer_is_told_the_camera_of_the_posters_in_every_language() -> None:
    framed = replace(MODEL, framing=Framing("30deg 75deg 1.2m", 21.5))

    with translation.override("de"):
        page = _page(framed)

    assert 'data-camera-orbit="30deg 75deg 1.2m" data-field-of-view="21.5"' in page


def test_viewer_without_a_known_camera_is_told_none() -> None:
    page = _page(MODEL)

    assert "data-model-url" in page
    assert "data-camera-orbit" not in page
