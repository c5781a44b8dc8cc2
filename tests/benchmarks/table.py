"""Records as a table for people, and as the file for programs."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.records import Record

_HEADINGS = ("what", "ours", "unit", "peer", "ratio", "target", "holds", "note")
_MARKS = {True: "yes", False: "NO", None: ""}
_FIGURES = frozenset((1, 3, 4))
_LONGEST_NOTE = 90
_GAP = "  "


def table(records: Sequence[Record]) -> str:
    """A table with a line for each record, and how many targets hold."""
    lines = _aligned([_HEADINGS, *(_cells(each) for each in records)], _FIGURES)
    aimed = [each.holds for each in records if each.holds is not None]
    return "\n".join([*lines, f"{sum(aimed)} of {len(aimed)} targets hold"])


def overview(records: Sequence[Record], rows: Sequence[str], columns: Mapping[str, str]) -> str:
    """One line a row: in each column, the record whose name is that of the row and the column's.

    columns: heading by the rest of the name. Shows the ratio where the target is one, otherwise the value, and "!"
    where the target is missed.
    """
    known = {each.name: each for each in records}
    lines = [
        (row, *(_short(known.get(f"{row} {column}")) for column in columns))
        for row in rows
        if any(f"{row} {column}" in known for column in columns)
    ]
    return "\n".join(_aligned([("", *columns.values()), *lines], frozenset(range(1, len(columns) + 1))))


def write_results(
    path: Path, machine: dict[str, Any], commands: dict[str, str], records: Sequence[Record]
) -> None:
    """Write the machine, the commands and the records as JSON, whole or not at all."""
    found = {"machine": machine, "commands": commands, "records": [each.as_json() for each in records]}
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}")
    unfinished.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    unfinished.replace(path)


def _cells(each: Record) -> tuple[str, ...]:
    found = "" if each.ratio is None else f"{each.ratio:.3f}"
    return (
        each.name,
        _number(each.value),
        each.unit,
        "" if each.peer is None else _number(each.peer),
        found,
        each.target or "",
        _MARKS[each.holds],
        each.note if len(each.note) <= _LONGEST_NOTE else f"{each.note[:_LONGEST_NOTE]}…",
    )


def _number(value: float | None) -> str:
    if value is None:
        return "none"
    if float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.2f}" if abs(value) >= 1 else f"{value:.5f}"


def _short(each: Record | None) -> str:
    if each is None:
        return ""
    is_ratio = each.target is not None and each.target.endswith("x")
    figure = each.ratio if is_ratio else each.value
    text = "none" if figure is None else f"{figure:.3f}" if is_ratio else _number(figure)
    return f"{text}!" if each.holds is False else f"{text} "


def _aligned(lines: Sequence[tuple[str, ...]], figures: frozenset[int]) -> list[str]:
    """Lines of cells as lines of text, with a rule under the first and after the last."""
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    texts = [
        _GAP.join(
            cell.rjust(width) if column in figures else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ).rstrip()
        for cells in lines
    ]
    rule = "-" * max(map(len, texts))
    return [texts[0], rule, *texts[1:], rule]
