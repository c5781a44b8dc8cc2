"""What lies in the uploads bucket: is it the GLB that was announced?"""

import struct

from assets3d import storage
from assets3d.errors import UploadRefused

HEADER = struct.Struct("<4sII")
MAGIC = b"glTF"
VERSION = 2


def check_uploaded_file(key: str, *, announced_bytes: int) -> str:
    """The SHA-256 of the uploaded object, as hexadecimal digits.

    Raises UploadRefused, with a sentence for the merchant, for anything but a whole GLB of the announced
    length, and StorageUnavailable. The object is expected to be there.
    """
    length = storage.upload_bytes(key)
    if length != announced_bytes:
        raise UploadRefused(
            "upload_size_differs",
            f"{announced_bytes} bytes were announced but {length} arrived. Upload the file again.",
        )
    _check_header(storage.read_upload(key, start=0, length=HEADER.size), length)
    digest = storage.digest_upload(key)
    if digest.bytes != announced_bytes:
        raise UploadRefused("upload_changed", "The file changed while it was read. Upload it again.")
    return digest.sha256


def _check_header(header: bytes, length: int) -> None:
    if len(header) < HEADER.size or not header.startswith(MAGIC):
        raise UploadRefused(
            "upload_not_glb",
            "This is not a GLB file, although it is named like one. Export the model as glTF binary (.glb).",
        )
    _, version, declared = HEADER.unpack(header)
    if version != VERSION:
        raise UploadRefused(
            "upload_glb_version",
            f"This is glTF version {version}; only version 2 can be shown. Export it as glTF 2.0 binary.",
        )
    if declared != length:
        raise UploadRefused(
            "upload_incomplete",
            f"The file says it is {declared} bytes long but has {length}. Part of it is missing: export it again.",
        )
