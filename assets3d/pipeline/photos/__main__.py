"""`python -m assets3d.pipeline.photos LIMITS SOURCE OUT_DIR`, for a process that is given one photograph only.

Writes the pictures and, last, `photo.json`: what they are, or why there are none. LIMITS as JSON; started by `run`.
"""

import json
import resource
import sys
from pathlib import Path

from assets3d.pipeline.isolation.confine import end_with_parent, gain_nothing, limit
from assets3d.pipeline.photos.prepare import PhotoRefused, prepare_photo

REPORT = "photo.json"


def main(limits: str, source: str, out_dir: str) -> None:
    end_with_parent()
    gain_nothing()
    given = json.loads(limits)
    limit(
        {
            resource.RLIMIT_CPU: int(given["cpu_seconds"]),
            resource.RLIMIT_FSIZE: int(given["file_bytes"]),
            resource.RLIMIT_AS: int(given["memory_bytes"]),
        }
    )
    folder = Path(out_dir)
    (folder / REPORT).write_text(json.dumps(_prepare(Path(source).read_bytes(), folder)))


def _prepare(data: bytes, folder: Path) -> dict[str, object]:
    try:
        pictures = prepare_photo(data)
    except PhotoRefused as refusal:
        return {"code": refusal.code, "message": str(refusal)}
    for number, picture in enumerate(pictures):
        (folder / f"{number}.webp").write_bytes(picture.content)
    return {"pictures": [[picture.width, picture.height] for picture in pictures]}


if __name__ == "__main__":
    main(*sys.argv[1:])
