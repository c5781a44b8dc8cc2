"""Encodings are made once, and large ones of AVIF one at a time."""

import threading
import time
from typing import Any

import numpy as np
import pytest

from assets3d.pipeline.textures import encoders
from assets3d.pipeline.textures.canonical import Canonical
from assets3d.pipeline.textures.encode import Choice, Format, encode
from assets3d.pipeline.textures.encoders import Encoders
from assets3d.pipeline.textures.plain import plain
from assets3d.pipeline.textures.slots import ImageUse

USE = ImageUse(("baseColorTexture",), frozenset("rgb"))


def _noise(side: int, seed: int) -> Canonical:
    pixels = np.random.default_rng(seed).integers(0, 256, (side, side, 3), np.uint8)
    return Canonical(pixels, USE, 1, side, side)


def test_encoders_give_what_was_asked_for_in_order_and_make_it_once() -> None:
    one, other = _noise(16, 1), _noise(16, 2)
    webp = Choice(Format.WEBP, 50, 16, 16)
    made = Encoders()

    found = made.all_of([(one, webp), (other, webp), (one, webp), (other, 8)])

    assert found[:2] == [encode(one, webp), encode(other, webp)]
    assert found[2] is found[0]
    assert found[3] == plain(other, 8)
    assert made.all_of([(one, webp)])[0] is found[0]


def test_large_avif_is_made_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    busy: dict[bool, int] = {True: 0, False: 0}
    most = dict(busy)
    turn, both = threading.Lock(), threading.Barrier(2)

    def encode_slowly(image: Canonical, wanted: Choice) -> Any:  # noqa: ANN401 - nobody looks at it
        is_avif = wanted.format is Format.AVIF
        with turn:
            busy[is_avif] += 1
            most[is_avif] = max(most[is_avif], busy[is_avif])
        if is_avif:
            time.sleep(0.05)
        else:
            both.wait(60)
        with turn:
            busy[is_avif] -= 1

    monkeypatch.setattr(encoders, "_encode", encode_slowly)
    images = [_noise(4, seed) for seed in range(4)]
    choices = [Choice(Format.AVIF, 50, 2048, 2048), Choice(Format.WEBP, 50, 2048, 2048)]

    Encoders().all_of([(image, choice) for image in images for choice in choices])

    assert most == {True: 1, False: 2}


def test_what_is_in_line_is_not_begun_once_it_was_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []
    given_up = threading.Event()

    def encode_slowly(image: Canonical, wanted: Choice) -> None:
        begun.append(id(image))
        given_up.wait(60)

    monkeypatch.setattr(encoders, "_encode", encode_slowly)
    made = Encoders()
    made.start([(_noise(4, seed), Choice(Format.WEBP, 50, 4, 4)) for seed in range(8)])
    made.give_up()
    given_up.set()
    for lane in (made._large, made._others):
        lane.shutdown(wait=True)

    assert len(begun) <= 2
