"""A huge image does not take more memory than a worker has."""

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

_SCRIPT = """
import sys
from pathlib import Path
from assets3d.pipeline.footprint import measure_peak
from assets3d.pipeline.textures.canonical import canonical
from assets3d.pipeline.textures.encode import Choice, Format, encode
from assets3d.pipeline.textures.slots import ImageUse
image = canonical(Path(sys.argv[1]).read_bytes(), ImageUse(("baseColorTexture",), frozenset("rgba")))
encode(image, Choice(Format.WEBP, 50, 1024, 1024))
print(measure_peak())
"""


@pytest.mark.slow
def test_largest_image_is_handled_in_less_than_700_mb(tmp_path: Path) -> None:
    ramp = Image.linear_gradient("L").resize((8192, 8192))
    path = tmp_path / "huge.png"
    Image.merge("RGBA", (ramp, ramp.transpose(Image.Transpose.ROTATE_90), ramp, ramp)).save(
        path, compress_level=1
    )

    done = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", _SCRIPT, str(path)], check=True, capture_output=True, text=True
    )

    assert int(done.stdout) < 700_000_000
