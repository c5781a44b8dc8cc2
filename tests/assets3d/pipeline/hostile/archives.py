"""Archives that nobody should be able to hurt us with: what they are called, how, and the code of the refusal."""

import io
import json
import stat
import struct
import zipfile
from collections.abc import Callable, Mapping

from tests.assets3d.pipeline.hostile.glb import BOX
from tests.factories.glb import unpack_glb

Files = Mapping[str, bytes]
Case = tuple[str, Callable[[], bytes], str]


def packed(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A sound ZIP archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, method)
    return target.getvalue()


def gltf_files() -> dict[str, bytes]:
    """The box as a .gltf and its buffer."""
    document, binary = unpack_glb(BOX)
    document["buffers"][0]["uri"] = "box.bin"
    return {"box.gltf": json.dumps(document).encode(), "box.bin": binary}


def _with(**files: bytes) -> Callable[[], bytes]:
    return lambda: packed(
        gltf_files() | {name.replace("__", "/"): content for name, content in files.items()}
    )


def _named(name: str) -> Callable[[], bytes]:
    return lambda: packed(gltf_files() | {name: b"x"})


def _entry(change: Callable[[zipfile.ZipInfo], None]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        entry = zipfile.ZipInfo("box.gltf")
        change(entry)
        archive.writestr(entry, gltf_files()["box.gltf"])
    return target.getvalue()


def _link() -> bytes:
    return _entry(lambda entry: setattr(entry, "external_attr", (stat.S_IFLNK | 0o777) << 16))


def _patched(find: bytes, offset: int, value: bytes) -> Callable[[], bytes]:
    """The archive with bytes written over what stands `offset` behind every `find`."""

    def patch() -> bytes:
        content = bytearray(packed(gltf_files()))
        place = content.find(find)
        while place >= 0:
            content[place + offset : place + offset + len(value)] = value
            place = content.find(find, place + 1)
        return bytes(content)

    return patch


def _twice() -> bytes:
    content = packed({"box.gltf": gltf_files()["box.gltf"], "box.gltg": b"{}"}, zipfile.ZIP_STORED)
    return content.replace(b"box.gltg", b"box.gltf")


def _bomb() -> bytes:
    """A buffer of 300 MB of nothing in 300 KB."""
    files = gltf_files()
    return packed(files | {"box.bin": bytes(300_000_000)})


def _damaged() -> bytes:
    content = bytearray(packed(gltf_files(), zipfile.ZIP_STORED))
    content[content.find(b"glTF") if b"glTF" in content else 200] ^= 0xFF
    middle = len(content) // 2
    content[middle : middle + 8] = b"\xff" * 8
    return bytes(content)


def _short_end(entries: int, size: int) -> Callable[[], bytes]:
    def patch() -> bytes:
        content = bytearray(packed(gltf_files()))
        place = content.rfind(b"PK\x05\x06")
        struct.pack_into("<HHL", content, place + 8, entries & 0xFFFF, entries & 0xFFFF, size)
        return bytes(content)

    return patch


def _gltf(**changes: object) -> Callable[[], bytes]:
    """The files with the document's first buffer changed."""

    def change() -> bytes:
        files = gltf_files()
        document = json.loads(files["box.gltf"])
        document["buffers"][0] |= changes
        return packed(files | {"box.gltf": json.dumps(document).encode()})

    return change


def _bare_gltf(uri: str) -> Callable[[], bytes]:
    def change() -> bytes:
        document = json.loads(gltf_files()["box.gltf"])
        document["buffers"][0]["uri"] = uri
        return json.dumps(document).encode()

    return change


ARCHIVES: dict[str, Case] = {
    "path upwards": ("a.zip", _named("../../etc/cron.d/job"), "archive_path"),
    "path upwards in Windows": ("a.zip", _named("..\\..\\job.bat"), "archive_path"),
    "absolute path": ("a.zip", _named("/etc/passwd"), "archive_path"),
    "drive letter": ("a.zip", _named("C:/autoexec.bat"), "archive_path"),
    "file without a name": (
        "a.zip",
        lambda: _entry(lambda entry: setattr(entry, "filename", "")),
        "archive_path",
    ),
    "link": ("a.zip", _link, "archive_link"),
    "archive in the archive": (
        "a.zip",
        _with(textures__more=b"", **{"inner.zip": b"PK\x05\x06"}),
        "archive_nested",
    ),
    "encrypted": ("a.zip", _patched(b"PK\x01\x02", 8, b"\x01\x00"), "archive_encrypted"),
    "unknown compression": ("a.zip", _patched(b"PK\x01\x02", 10, b"\x63\x00"), "archive_method"),
    "same name twice": ("a.zip", _twice, "archive_duplicate"),
    "3,000 files": ("a.zip", lambda: packed({f"{n}.txt": b"" for n in range(3_000)}), "archive_entries"),
    "long list of files hidden": ("a.zip", _short_end(1, 2**31), "archive_entries"),
    "list of files nowhere": ("a.zip", _short_end(2, 900_000), "archive_damaged"),
    "half of the archive": ("a.zip", lambda: packed(gltf_files())[:900], "archive_damaged"),
    "only the end": ("a.zip", lambda: b"PK\x05\x06" + bytes(18), "archive_without_model"),
    "300 MB of nothing": ("a.zip", _bomb, "archive_ratio"),
    "wrong checksum": ("a.zip", _damaged, "archive_damaged"),
    "size understated": ("a.zip", _patched(b"PK\x01\x02", 24, b"\x10\x00\x00\x00"), "archive_damaged"),
    "size overstated": ("a.zip", _patched(b"PK\x01\x02", 24, b"\x00\x00\x00\x70"), "archive_damaged"),
    "no model": ("a.zip", lambda: packed({"readme.txt": b"Hello"}), "archive_without_model"),
    "two models": ("a.zip", lambda: packed({"a.glb": BOX, "b.glb": BOX}), "archive_several_models"),
    "buffer missing": ("a.zip", _gltf(uri="lost.bin"), "external_file"),
    "buffer upwards": ("a.zip", _gltf(uri="../../../etc/passwd"), "external_file"),
    "buffer upwards, encoded": ("a.zip", _gltf(uri="%2e%2e/%2e%2e/etc/passwd"), "external_file"),
    "buffer in the net": ("a.zip", _gltf(uri="http://169.254.169.254/latest"), "external_file"),
    "buffer a file address": ("a.zip", _gltf(uri="file:///etc/passwd"), "external_file"),
    "buffer too short": ("a.zip", _gltf(byteLength=10**9), "buffer_too_short"),
    "gltf alone with a file": ("a.gltf", _bare_gltf("box.bin"), "external_file"),
    "gltf with broken base64": (
        "a.gltf",
        _bare_gltf("data:application/octet-stream;base64,A%%%"),
        "data_uri_invalid",
    ),
    "gltf with other data": ("a.gltf", _bare_gltf("data:text/plain,hello"), "data_uri_invalid"),
    "gltf of 17 MB of names": ("a.gltf", lambda: b'{"a":"' + b"a" * 17_000_000 + b'"}', "json_too_large"),
    "gltf that breaks off": ("a.gltf", lambda: gltf_files()["box.gltf"][:500], "json_invalid"),
}
