"""Text files of any size, a few megabytes at a time."""

from collections.abc import Iterator
from typing import IO

from assets3d.pipeline.findings import BadModel, refusal
from assets3d.pipeline.preflight.bounds import Bounds

_BLOCK = 4 << 20


def line_blocks(file: IO[bytes], bounds: Bounds) -> Iterator[bytes]:
    """Pieces of the file that end where a line ends; raises BadModel for a line without end."""
    rest = b""
    while block := file.read(_BLOCK):
        block = rest + block
        cut = max(block.rfind(b"\n"), block.rfind(b"\r")) + 1
        rest = block[cut:]
        if len(rest) > bounds.text_line_bytes:
            message = f"A line of the file is longer than {bounds.text_line_bytes:,} characters."
            raise BadModel(refusal("line_too_long", message, "", "Export the model again."))
        if cut:
            yield block[:cut]
    if rest:
        yield rest
