"""Coverage-guided fuzzing of intake and preflight: whatever the bytes, nothing but BadModel may come out.

`python -m tests.fuzz.preflight [options of libFuzzer] CORPUS`; see README.md.
"""

import sys
import tempfile
from pathlib import Path
from typing import NoReturn
from unittest.mock import patch

import atheris

with atheris.instrument_imports(include=["assets3d.pipeline"]):
    from assets3d.pipeline.findings import BadModel, refusal
    from assets3d.pipeline.intake import bring_in as intake
    from assets3d.pipeline.intake import here
    from assets3d.pipeline.preflight.bounds import Bounds
    from assets3d.pipeline.preflight.check import open_model
from tests.fuzz.wrapping import wrapped

# Far below the real ones, so that each input is done within milliseconds.
_BOUNDS = Bounds(inflated_bytes=4_000_000, decoded_bytes=4_000_000, vertices=20_000, triangles=20_000)


def _elsewhere(*_: object) -> NoReturn:
    """In place of the readers that start processes of their own."""
    raise BadModel(refusal("elsewhere", "Not read here."))


def one_input(data: bytes) -> None:
    """Take one file in."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source"
        source.write_bytes(wrapped(data))
        try:
            result = intake.bring_in(source, Path(folder) / "work", format=None, unit=None, bounds=_BOUNDS)
            open_model(result.glb, _BOUNDS)
        except BadModel:
            pass


if __name__ == "__main__":
    with patch.object(intake, "read_apart", _elsewhere), patch.object(here, "read_step", _elsewhere):
        atheris.Setup(sys.argv, one_input)
        atheris.Fuzz()
