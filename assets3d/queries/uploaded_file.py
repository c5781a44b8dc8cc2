"""What lies in the uploads bucket: is it the file that was announced?"""

import struct

from assets3d import storage
from assets3d.errors import UploadRefused
from assets3d.queries.file_kinds import FILE_KINDS, HEAD_BYTES, KINDS_IN_WORDS, ending_of

GLB_HEADER = struct.Struct("<4sII")
GLB_VERSION = 2


def check_uploaded_file(key: str, *, filename: str, announced_bytes: int) -> str:
    """The SHA-256 of the uploaded object, as hexadecimal digits.

    Raises UploadRefused, with a sentence for the merchant, for anything but a file of the announced length that
    begins as one of its name does, and StorageUnavailable. The object is expected to be there.
    """
    length = storage.upload_bytes(key)
    if length != announced_bytes:
        raise UploadRefused(
            "upload_size_differs",
            f"{announced_bytes} bytes were announced but {length} arrived. Upload the file again.",
        )
    _check_kind(filename, storage.read_upload(key, start=0, length=HEAD_BYTES), length)
    digest = storage.digest_upload(key)
    if digest.bytes != announced_bytes:
        raise UploadRefused("upload_changed", "The file changed while it was read. Upload it again.")
    return digest.sha256


def _check_kind(filename: str, head: bytes, length: int) -> None:
    ending = ending_of(filename)
    if not ending:
        raise UploadRefused("upload_type", f"Files like {filename} cannot be shown. Send {KINDS_IN_WORDS}.")
    kind = FILE_KINDS[ending]
    if not kind.begins(head, length):
        code = "upload_not_glb" if ending == ".glb" else "upload_not_as_named"
        raise UploadRefused(
            code,
            f"This is no {kind.name} file, although it is named like one. Export the model again as {kind.name}, "
            "or as glTF binary (.glb), which keeps most of what was drawn.",
        )
    if ending == ".glb":
        _check_glb(head, length)


def _check_glb(head: bytes, length: int) -> None:
    if len(head) < GLB_HEADER.size:
        raise UploadRefused("upload_incomplete", "This file ends after a few bytes. Export the model again.")
    _, version, declared = GLB_HEADER.unpack_from(head)
    if version != GLB_VERSION:
        raise UploadRefused(
            "upload_glb_version",
            f"This is glTF version {version}; only version 2 can be shown. Export it as glTF 2.0 binary.",
        )
    if declared != length:
        raise UploadRefused(
            "upload_incomplete",
            f"The file says it is {declared} bytes long but has {length}. Part of it is missing: export it again.",
        )
