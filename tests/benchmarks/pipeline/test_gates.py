"""What is asked of the pipeline, on figures made up for the purpose."""

from dataclasses import replace
from pathlib import Path

from tests.benchmarks.pipeline.contestants import Output, Run
from tests.benchmarks.pipeline.examine import SOURCE, FileFacts, ModelFacts, look_name
from tests.benchmarks.pipeline.gates import OVERVIEW, records, summed
from tests.benchmarks.pipeline.judging import Appearance
from tests.benchmarks.processes import Usage
from tests.benchmarks.records import Record

PEER = FileFacts("peer", 1000, errors=0, losses=3, lost="3 names", geometry_bytes=400)
WEB = FileFacts("web", 500, errors=0, geometry_bytes=300)
GOOD, FAIR = Appearance(45.0, 0.99, 0.2, 40.0), Appearance(40.0, 0.98, 0.4, 35.0)
SAME = Appearance(99.0, 1.0, 0.0, 99.0)


def model(name: str = "Chair", web: FileFacts | None = WEB, look: Appearance = GOOD) -> ModelFacts:
    files = {("gltf-transform", "out.glb"): PEER, ("gltfpack", "out.glb"): PEER}
    looks = {SOURCE: SAME}
    looks |= {look_name(peer, "peer", "as it is"): FAIR for peer in ("gltf-transform", "gltfpack")}
    if web:
        files["searched", "web.glb"] = web
        looks[look_name("searched", "web", "as it is")] = look
    return ModelFacts(name, 0, files, looks)


def named(found: list[Record], name: str) -> Record:
    return next(each for each in found if each.name == name)


def test_tier_that_is_smaller_and_looks_better_holds() -> None:
    found = records([model()])

    names = ("size", "PSNR", "SSIM", "colour error")
    assert [named(found, f"Chair searched web {name}").holds for name in names] == [True] * 4
    assert named(found, "Chair searched web size").ratio == 0.5


def test_tier_that_looks_worse_is_shown_to() -> None:
    found = records([model(look=Appearance(39.0, 0.97, 0.5, 30.0))])

    names = ("PSNR", "SSIM", "colour error")
    assert [named(found, f"Chair searched web {name}").holds for name in names] == [False] * 3


def test_missing_tier_is_reported_and_misses_its_target() -> None:
    found = records([model(web=None)])

    size = named(found, "Chair searched web size")
    assert (size.value, size.peer, size.holds) == (None, 1000, False)


def test_sum_is_over_all_models_or_none() -> None:
    whole, part = records([model("One"), model("Two")]), records([model("One"), model("Two", web=None)])

    name = "all models searched web size"
    assert (named(whole, name).value, named(whole, name).ratio) == (1000, 0.5)
    assert (named(part, name).value, named(part, name).holds) == (None, False)
    assert summed([1, None]) is None


def test_losses_name_what_was_lost() -> None:
    found = records([model(web=replace(WEB, losses=2, lost="nodes changed"))])

    losses = named(found, "Chair searched structural losses")
    assert (losses.value, losses.peer, losses.holds) == (2, 3, False)
    assert losses.note == "web: nodes changed"


def test_invalid_peer_is_shown_as_such() -> None:
    facts = model()
    files = {**facts.files, ("gltf-transform", "out.glb"): replace(PEER, errors=1)}

    found = records([replace(facts, files=files)])

    assert named(found, "Chair searched web size").note == "the peer's file is invalid: 1 errors"
    assert named(found, "Chair gltf-transform validator errors").value == 1


def test_posters_that_differ_are_counted(tmp_path: Path) -> None:
    outputs = (Output("poster", "posters/default-256.webp"), Output("web", "web.glb"))
    runs = {}
    for name, poster in (("draft", b"one"), ("draft+again", b"other")):
        (tmp_path / name / "posters").mkdir(parents=True)
        (tmp_path / name / outputs[0].path).write_bytes(poster)
        (tmp_path / name / outputs[1].path).write_bytes(b"same")
        runs[name] = Run(tmp_path / name, Usage(0, 9.0, 8.0, {"python": 1}, 1, ""), outputs)

    found = records([replace(model(), runs=runs)])

    assert named(found, "Chair draft posters that differ the second time").value == 1
    assert named(found, "Chair draft wall").holds is True


def test_overview_shows_records_that_exist() -> None:
    names = {each.name for each in records([model()])}

    assert [column for column in OVERVIEW if f"Chair {column}" not in names] == []
