"""What a confined program finds: its variables, and the files of this machine that it needs to run."""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from assets3d.pipeline.render.chromium import find_chromium

PROJECT = Path(__file__).resolve().parents[3]
SYSTEM = Path("/usr")
_SETTINGS = (
    "/etc/alternatives",
    "/etc/chromium.d",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/var/cache/fontconfig",
)


def environment(home: Path) -> Mapping[str, str]:
    """No credentials, no addresses of services: only what programs need to be found and to run alike."""
    variables = {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": str(PROJECT),
        "HOME": str(home),
        "TMPDIR": str(home),
        "LANG": "C.UTF-8",
        "OPENBLAS_NUM_THREADS": "1",
    }
    # Found here, because the program has another home to look in.
    chromium = os.environ.get("CHROMIUM_PATH") or find_chromium()
    return variables | ({"CHROMIUM_PATH": chromium} if chromium else {})


def needed_files() -> tuple[Path, ...]:
    """Files and folders outside of SYSTEM without which Python, node, Chromium or the pipeline would not run."""
    code = (PROJECT / "assets3d", PROJECT / "node_modules")
    python = (Path(sys.prefix), Path(sys.base_prefix))
    settings = (Path(name) for name in _SETTINGS)
    found = dict.fromkeys((*python, *code, *settings, *_program_folders()))
    return tuple(path for path in found if path.exists() and not path.is_relative_to(SYSTEM))


def _program_folders() -> Iterator[Path]:
    for program in (find_chromium(), shutil.which("node")):
        if program is not None:
            yield Path(program).parent
            yield Path(program).resolve().parent
