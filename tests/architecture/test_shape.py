"""Files, functions and folders stay as small as a reader can hold in their head."""

import ast
import subprocess
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MOST_LINES_OF_A_FILE = 300
MOST_LINES_OF_A_FUNCTION = 40
MOST_MODULES_OF_A_FOLDER = 12
# Folders that hold more; none may come in, and what is in must not grow.
FULL_FOLDERS: dict[str, int] = {}


def modules() -> list[Path]:
    """Every Python file that is kept in git, but for migrations, which Django writes."""
    listed = subprocess.run(  # fixed words
        ["git", "ls-files", "-z", "*.py"],  # noqa: S607  # whichever git there is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    files = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [file for file in files if file.parent.name != "migrations" and file.exists()]


def named(file: Path) -> str:
    return str(file.relative_to(ROOT))


def long_functions(file: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MOST_LINES_OF_A_FUNCTION:
                found.append(f"{named(file)}: {node.name} has {lines} lines")
    return found


def test_files_are_short() -> None:
    lengths = {named(file): len(file.read_text().splitlines()) for file in modules()}

    assert len(lengths) > 100
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES_OF_A_FILE} == {}


def test_functions_are_short() -> None:
    assert [each for file in modules() for each in long_functions(file)] == []


def test_folders_hold_few_modules() -> None:
    counted = Counter(named(file.parent) for file in modules() if file.name != "__init__.py")

    crowded = {folder: number for folder, number in counted.items() if number > MOST_MODULES_OF_A_FOLDER}
    assert crowded == FULL_FOLDERS
