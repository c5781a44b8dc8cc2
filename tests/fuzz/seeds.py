"""Where the fuzzer starts: every good and every hostile file that is small enough.

`python -m tests.fuzz.seeds FOLDER`
"""

import io
import sys
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from tests.assets3d.pipeline.hostile.archives import ARCHIVES, gltf_files, packed
from tests.assets3d.pipeline.hostile.drawing import DRAWING
from tests.assets3d.pipeline.hostile.glb import BOX, HOSTILE
from tests.assets3d.pipeline.hostile.meshes import MESHES
from tests.assets3d.pipeline.hostile.motion import MOTION, build_skinned
from tests.factories.exchanged.dae import build_dae
from tests.factories.exchanged.three_mf import LAYERS, PAIR, build_three_mf
from tests.fuzz.wrapping import WRAPPINGS

_LONGEST = 32_768
_PLY = (
    b"format ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n"
    b"property uchar red\nproperty uchar green\nproperty uchar blue\n"
    b"element face 1\nproperty list uchar int vertex_indices\nend_header\n"
    b"0 0 0 1 2 3\n1 0 0 1 2 3\n0 1 0 1 2 3\n3 0 1 2\n"
)
_OBJ = (
    b"o a\nv 0 0 0 1 0 0\nv 1 0 0 1 0 0\nv 0 1 0 1 0 0\nvt 0 0\nvn 0 0 1\nusemtl m\nf 1/1/1 2/1/1 3/1/1\nf -1 -2 -3\n"
    b"v 2 2 0\nv 0 2 0\nv 1 1 0\nf 1 2 4 6 5\nf 1 2 6 5\n"
    b"newmtl m\nKd 1 0 0\nNs 10\nmap_Kd -s 1 1 1 -o 0 0 a.png\nd 0.5\nmap_Bump -bm 1 b.png\n"
)


def seeds() -> Iterator[bytes]:
    """Inputs of the fuzzer: a byte that chooses the wrapping, then what is wrapped."""
    numbers = {name: bytes([number]) for number, name in enumerate(WRAPPINGS)}
    whole = [BOX, build_skinned(), packed(gltf_files()), build_dae(), build_three_mf(objects=PAIR)]
    whole += [make() for make, _ in (*HOSTILE.values(), *DRAWING.values(), *MOTION.values())]
    whole += [make() for _, make, _ in (*ARCHIVES.values(), *MESHES.values())]
    for content in whole:
        yield numbers["as it is"] + content
        if content.startswith(b"glTF") and len(content) > 20:
            length = int.from_bytes(content[12:16], "little")
            yield numbers["glb"] + content[20 : 20 + length]
    yield numbers["gltf"] + gltf_files()["box.gltf"]
    yield numbers["dae"] + build_dae()
    for objects in (PAIR, LAYERS):
        with zipfile.ZipFile(io.BytesIO(build_three_mf(objects=objects))) as archive:
            yield numbers["3mf"] + archive.read("3D/3dmodel.model")
    yield numbers["obj"] + _OBJ
    yield numbers["ply"] + _PLY
    yield numbers["stl"] + bytes(range(200))


def write(folder: Path) -> int:
    """Write the seeds and return their number."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = {seed for seed in seeds() if len(seed) <= _LONGEST}
    for seed in kept:
        (folder / sha256(seed).hexdigest()[:16]).write_bytes(seed)
    return len(kept)


if __name__ == "__main__":
    sys.stdout.write(f"{write(Path(sys.argv[1]))} seeds\n")
