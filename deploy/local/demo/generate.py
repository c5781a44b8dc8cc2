"""Making the demo models: `python -m deploy.local.demo.generate [--only SLUG] [--out DIR] [-j 2]`.

Each model is kept under its slug and made again only when the sources of this package have changed.
"""

import argparse
import functools
import hashlib
import json
import os
import struct
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from deploy.local.demo.products import PRODUCTS
from deploy.local.demo.products.product import DemoProduct

_PACKAGE = Path(__file__).parent
_PROJECT = _PACKAGE.parents[2]


@dataclass(frozen=True)
class Made:
    """What came of one product: where it is, its size, and how long it took (0 when it was there already)."""

    slug: str
    path: Path
    byte_count: int
    triangle_count: int
    seconds: float


def default_directory() -> Path:
    """Where models are kept unless told otherwise: inside the local stack's folder."""
    return Path(os.environ.get("VITRINE_STACK_DIR", _PROJECT / ".stack")) / "demo-models"


def model_path(product: DemoProduct, out_dir: Path) -> Path:
    """The product's GLB in `out_dir`, made now if it is absent or older than the sources."""
    return make(product.slug, out_dir).path


def make(slug: str, out_dir: Path) -> Made:
    """Make one product's GLB unless this version of it exists. Raises KeyError for an unknown slug."""
    product = {product.slug: product for product in PRODUCTS}[slug]
    path, stamp = out_dir / f"{slug}.glb", out_dir / f"{slug}.version"
    began = time.monotonic()
    is_current = path.is_file() and stamp.is_file() and stamp.read_text() == generator_version()
    if not is_current:
        out_dir.mkdir(parents=True, exist_ok=True)
        _write_whole(path, product.build())
        _write_whole(stamp, generator_version().encode())
    seconds = 0.0 if is_current else time.monotonic() - began
    return Made(slug, path, path.stat().st_size, triangle_count(path), seconds)


@functools.cache
def generator_version() -> str:
    """A hash over the sources of the demo package."""
    digest = hashlib.sha256()
    for source in sorted(_PACKAGE.rglob("*.py")):
        digest.update(source.relative_to(_PACKAGE).as_posix().encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()


def triangle_count(path: Path) -> int:
    """The triangles of a GLB that this package wrote, read from its JSON chunk alone."""
    with path.open("rb") as file:
        (length,) = struct.unpack("<12xI4x", file.read(20))
        document = json.loads(file.read(length))
    accessors = document["accessors"]
    primitives = (primitive for mesh in document["meshes"] for primitive in mesh["primitives"])
    return sum(accessors[primitive["indices"]]["count"] // 3 for primitive in primitives)


def _write_whole(path: Path, data: bytes) -> None:
    """Write so that nobody ever sees half a file."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def main(arguments: Sequence[str] | None = None) -> int:
    """Make all products, or the one named, several at a time; report each as it is ready."""
    parser = argparse.ArgumentParser(
        prog="python -m deploy.local.demo.generate", description="Make the demo models."
    )
    parser.add_argument("--only", metavar="SLUG", choices=[product.slug for product in PRODUCTS])
    parser.add_argument("--out", metavar="DIR", type=Path, default=default_directory())
    parser.add_argument("-j", "--jobs", metavar="N", type=int, default=2)
    options = parser.parse_args(arguments)
    slugs = [options.only] if options.only else [product.slug for product in PRODUCTS]
    with ProcessPoolExecutor(max_workers=max(options.jobs, 1)) as pool:
        for done in as_completed([pool.submit(make, slug, options.out) for slug in slugs]):
            sys.stdout.write(_line(done.result()) + "\n")
            sys.stdout.flush()
    return 0


def _line(made: Made) -> str:
    spent = f"{made.seconds:5.1f} s" if made.seconds else "  kept "
    return f"{made.slug:24} {made.byte_count / 1e6:7.2f} MB {made.triangle_count:9,} triangles {spent}"


if __name__ == "__main__":
    sys.exit(main())
