"""The table for people and the file for programs."""

import json
from pathlib import Path

from tests.benchmarks.records import Target, record
from tests.benchmarks.table import overview, table, write_results

SIZE = record("Chair web size", 300_000, "bytes", peer=400_000, target=Target(0.8, is_ratio=True))
TIME = record("Chair draft wall", 21.5, "s", target=Target(20))
MISSING = record("Lamp web size", None, "bytes", peer=50, target=Target(0.8, is_ratio=True))


def test_table_lines_figures_up_and_counts_what_holds() -> None:
    lines = table([SIZE, TIME]).splitlines()

    assert lines[2].split() == [
        "Chair",
        "web",
        "size",
        "300,000",
        "bytes",
        "400,000",
        "0.750",
        "≤",
        "0.8x",
        "yes",
    ]
    assert lines[3].split() == ["Chair", "draft", "wall", "21.50", "s", "≤", "20", "NO"]
    assert lines[-1] == "1 of 2 targets hold"
    assert lines[2].index("300,000") + len("300,000") == lines[3].index("21.50") + len("21.50")


def test_table_cuts_long_notes() -> None:
    told = table([record("Chair", None, "bytes", note="x" * 500)])

    assert max(map(len, told.splitlines())) < 200


def test_overview_marks_missed_targets_and_leaves_out_rows_without_records() -> None:
    columns = {"web size": "size", "draft wall": "draft s"}

    lines = overview([SIZE, TIME, MISSING], ["Chair", "Lamp", "Table"], columns).splitlines()

    assert [line.split() for line in lines if not line.startswith("-")] == [
        ["size", "draft", "s"],
        ["Chair", "0.750", "21.50!"],
        ["Lamp", "none!"],
    ]


def test_results_are_written_in_the_form_that_all_areas_share(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "pipeline.json"

    write_results(path, {"cores": 2}, {"draft": "python -m x"}, [TIME])

    assert json.loads(path.read_text()) == {
        "machine": {"cores": 2},
        "commands": {"draft": "python -m x"},
        "records": [
            {
                "name": "Chair draft wall",
                "value": 21.5,
                "unit": "s",
                "peer": None,
                "ratio": None,
                "target": "≤ 20",
                "holds": False,
                "note": "",
            }
        ],
    }
    assert [file.name for file in path.parent.iterdir()] == ["pipeline.json"]
