"""Put a document and its bytes together as a GLB."""

import json
import struct
from dataclasses import dataclass, field
from typing import Any

from assets3d.pipeline.geometry.encode import EncodedAccessor
from assets3d.pipeline.gltf.meshopt import EXTENSION_NAMES, Codec

_ARRAY_BUFFER, _ELEMENT_BUFFER = 34962, 34963


@dataclass
class BufferWriter:
    """Collects views: buffer 0 holds the bytes of the file, buffer 1 stands for what unpacking yields.

    codec: which extension packed views are declared with; it must be the one they were packed for.
    """

    codec: Codec = "ext"
    views: list[dict[str, Any]] = field(default_factory=list)
    data: bytearray = field(default_factory=bytearray)
    unpacked_bytes: int = 0

    def add_bytes(self, content: bytes, **properties: Any) -> int:
        """Append a plain view and return its number."""
        self.views.append({"buffer": 0, **self._placed(content), **properties})
        return len(self.views) - 1

    def add_accessor(self, encoded: EncodedAccessor, *, is_vertex: bool, is_index: bool) -> int:
        """Append the view of one accessor and return its number."""
        properties: dict[str, Any] = {}
        if is_vertex:
            properties = {"byteStride": encoded.stride, "target": _ARRAY_BUFFER}
        elif is_index:
            properties = {"target": _ELEMENT_BUFFER}
        if encoded.mode is None:
            return self.add_bytes(encoded.data, **properties)
        packed = {
            "buffer": 0,
            **self._placed(encoded.data),
            "byteStride": encoded.stride,
            "mode": encoded.mode,
            "count": len(encoded.values),
        }
        if encoded.filter != "NONE":
            packed["filter"] = encoded.filter
        offset = {"byteOffset": self.unpacked_bytes} if self.unpacked_bytes else {}
        self.views.append(
            {
                "buffer": 1,
                **offset,
                "byteLength": encoded.unpacked_bytes,
                **properties,
                "extensions": {EXTENSION_NAMES[self.codec]: packed},
            }
        )
        # Viewers that make typed arrays of the unpacked buffer need every view on four bytes.
        self.unpacked_bytes += encoded.unpacked_bytes + -encoded.unpacked_bytes % 4
        return len(self.views) - 1

    def _placed(self, content: bytes) -> dict[str, int]:
        self.data += bytes(-len(self.data) % 4)
        offset = len(self.data)
        self.data += content
        return {**({"byteOffset": offset} if offset else {}), "byteLength": len(content)}

    def buffers(self) -> list[dict[str, Any]]:
        """The document's list of buffers."""
        buffers: list[dict[str, Any]] = [{"byteLength": len(self.data)}]
        if self.unpacked_bytes:
            stands_for = {EXTENSION_NAMES[self.codec]: {"fallback": True}}
            buffers.append({"byteLength": self.unpacked_bytes, "extensions": stands_for})
        return buffers if self.data else []


def glb_bytes(document: dict[str, Any], binary: bytes | bytearray | memoryview) -> bytes:
    """A GLB file of a JSON document and its binary chunk."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    text += b" " * (-len(text) % 4)
    parts: list[bytes | bytearray | memoryview] = [struct.pack("<II", len(text), 0x4E4F534A), text]
    if binary:
        padding = bytes(-len(binary) % 4)
        parts += [struct.pack("<II", len(binary) + len(padding), 0x004E4942), binary, padding]
    length = sum(len(part) for part in parts)
    # Joined once, because the binary chunk of a large model should not be copied more often than it must.
    return b"".join([struct.pack("<4sII", b"glTF", 2, 12 + length), *parts])
