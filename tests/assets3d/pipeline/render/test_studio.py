"""The studio shows what it was given, from where it was asked, the same every time."""

import io
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assets3d.pipeline.findings import Defect
from assets3d.pipeline.render import local
from assets3d.pipeline.render.chromium import find_chromium
from assets3d.pipeline.render.local import LocalStudio, Patience
from assets3d.pipeline.render.studio import IMAGE_MARK, Picture, Shot, StudioUnavailable
from tests.factories.glb import Json, build_glb, changed_glb
from tests.waiting import is_running, wait_for

needs_browser = pytest.mark.skipif(find_chromium() is None, reason="no Chromium on this machine")
SIDE = 96
# However busy the machine is.
_LONG = Patience(page=120, model=120, picture=120)
_ENDLESS = local._File(b"while (true);", "text/javascript")


def _mark(document: Json) -> None:
    for texture in document["textures"]:
        texture["name"] = f"{IMAGE_MARK}{texture['source']}"


def _image(colour: str) -> bytes:
    encoded = io.BytesIO()
    Image.new("RGB", (16, 16), colour).save(encoded, "PNG")
    return encoded.getvalue()


def _apart(one: Picture, other: Picture) -> float:
    return float(np.abs(one.astype(np.float32) - other.astype(np.float32)).mean())


@needs_browser
@pytest.mark.slow
def test_same_shot_gives_the_same_bytes_whatever_was_shown_between(studio: LocalStudio, box: Path) -> None:
    shown = studio.show(box.read_bytes())
    shots = [Shot(shown.camera, SIDE, variant) for variant in (None, "Blue", "Red", None)]

    first = studio.take(shots)
    studio.show(build_glb(grid=3, texture_side=8))
    again = studio.show(box.read_bytes())
    second = studio.take(shots)

    assert again == shown
    assert shown.variants == ("Red", "Blue")
    assert all(np.array_equal(one, other) for one, other in zip(first, second, strict=True))
    assert np.array_equal(first[0], first[3])
    assert _apart(first[1], first[2]) > 1


@needs_browser
@pytest.mark.slow
def test_camera_goes_where_it_is_sent(studio: LocalStudio, box: Path) -> None:
    camera = studio.show(box.read_bytes()).camera
    aside = replace(camera, aim=(10.0, 0.0, 0.0))
    near = replace(camera, field_of_view_degrees=camera.field_of_view_degrees / 4)

    whole, nothing, close = studio.take([Shot(one, SIDE) for one in (camera, aside, near)])

    assert nothing[..., 3].max() == 0
    assert 0 < np.count_nonzero(whole[..., 3]) < np.count_nonzero(close[..., 3])
    assert whole[0, 0, 3] == 0


@needs_browser
@pytest.mark.slow
def test_textures_can_be_exchanged_and_brought_back(studio: LocalStudio, box: Path) -> None:
    camera = studio.show(changed_glb(box.read_bytes(), _mark)).camera
    before = studio.take([Shot(camera, SIDE)])[0]

    studio.exchange({number: _image("blue") for number in range(5)})
    changed = studio.take([Shot(camera, SIDE)])[0]
    studio.exchange(dict.fromkeys(range(5)))
    after = studio.take([Shot(camera, SIDE)])[0]

    assert _apart(before, changed) > 1
    assert np.array_equal(before, after)


@needs_browser
@pytest.mark.slow
def test_studio_goes_on_after_a_model_that_cannot_be_shown(studio: LocalStudio, box: Path) -> None:
    with pytest.raises(Defect, match="tier_not_shown"):
        studio.show(b"not a model")

    assert studio.show(box.read_bytes()).variants == ("Red", "Blue")


@needs_browser
@pytest.mark.slow
def test_studio_starts_anew_after_its_browser_died(box: Path) -> None:
    with LocalStudio() as studio:
        studio.show(box.read_bytes())
        assert studio._session is not None
        studio._session.chromium.browser.close()

        assert studio.show(box.read_bytes()).variants == ("Red", "Blue")


@needs_browser
@pytest.mark.slow
@pytest.mark.parametrize("command", ["load", "take"])
def test_page_that_never_answers_is_given_up_and_replaced(command: str, box: Path) -> None:
    with LocalStudio(_LONG) as studio:
        camera = studio.show(box.read_bytes()).camera
        asks: dict[str, Callable[[], object]] = {
            "load": lambda: studio.show(box.read_bytes()),
            "take": lambda: studio.take([Shot(camera, SIDE)]),
        }
        hung = _hang(studio, command)
        studio.patience = Patience(model=3, picture=3)
        started = time.monotonic()

        with pytest.raises(StudioUnavailable) as problem:
            asks[command]()

        assert problem.value.code == "studio_timeout"
        assert time.monotonic() - started < _LONG.picture
        wait_for("the end of the browser that hung", lambda: not is_running(hung))
        studio.patience = _LONG
        assert studio.show(box.read_bytes()).variants == ("Red", "Blue")


def _hang(studio: LocalStudio, command: str) -> int:
    """Let a command of the page never end; the process of the browser."""
    session = studio._session
    assert session is not None
    session.page.evaluate(f"() => {{ window.studio.{command} = () => {{ while (true); }}; }}")
    return session.chromium.process_id


@needs_browser
@pytest.mark.slow
def test_page_whose_script_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch, box: Path) -> None:
    with LocalStudio(Patience(page=3)) as studio:
        with monkeypatch.context() as changed:
            changed.setattr(local, "_PAGE_FILES", {**local._page_files(), "/studio.js": _ENDLESS})
            with pytest.raises(StudioUnavailable) as problem:
                studio.show(box.read_bytes())

        assert problem.value.code == "studio_timeout"
        studio.patience = _LONG
        assert studio.show(box.read_bytes()).variants == ("Red", "Blue")


def test_missing_browser_is_said_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM_PATH", "/nonexistent/chromium")

    with pytest.raises(StudioUnavailable) as problem:
        LocalStudio().show(b"")

    assert problem.value.code == "studio_missing"


def test_browser_that_does_not_start_is_said_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM_PATH", "/bin/false")

    with pytest.raises(StudioUnavailable) as problem:
        LocalStudio().show(b"")

    assert problem.value.code == "studio_broken"
