"""Progress only ever goes on."""

from assets3d.pipeline.progress import overall


def test_stages_that_overlap_never_step_back() -> None:
    told: list[tuple[str, int]] = []
    tell = overall(lambda stage, percent: told.append((stage, percent)))

    for stage, percent in (
        ("textures", 0),
        ("fidelity", 100),
        ("textures", 100),
        ("posters", 0),
        ("usdz", 0),
    ):
        tell(stage, percent)

    assert told == [("textures", 12), ("fidelity", 70), ("posters", 80)]
