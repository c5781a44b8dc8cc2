"""Packages as USDZ wants them."""

import struct
import zipfile
from pathlib import Path

import pytest

from assets3d.pipeline.usd.package import write_package


@pytest.mark.parametrize("name", ["a.png", *(f"{'n' * length}.png" for length in range(20, 90, 7))])
def test_write_package_aligns_every_file(tmp_path: Path, name: str) -> None:
    files = [("model.usdc", b"layer"), (name, b"picture"), ("textures/ü.png", bytes(61)), ("last.png", b"x")]

    write_package(tmp_path / "out.usdz", files)

    raw = (tmp_path / "out.usdz").read_bytes()
    with zipfile.ZipFile(tmp_path / "out.usdz") as package:
        assert package.testzip() is None
        entries = package.infolist()
    assert [entry.filename for entry in entries] == [name for name, _ in files]
    for entry, (_, content) in zip(entries, files, strict=True):
        name_length, extra_length = struct.unpack_from("<HH", raw, entry.header_offset + 26)
        begins = entry.header_offset + 30 + name_length + extra_length
        assert begins % 64 == 0
        assert raw[begins : begins + len(content)] == content
