"""All images of a model."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

from assets3d.pipeline.gltf.document import Document
from assets3d.pipeline.textures.canonical import canonical
from assets3d.pipeline.textures.encode import Choice, EncodedImage, Format, encode
from assets3d.pipeline.textures.options import TextureOptions
from assets3d.pipeline.textures.resize import smaller_size
from assets3d.pipeline.textures.slots import ImageUse, image_uses

# Pillow leaves the interpreter's lock while it encodes; two large images at once bound the memory.
_AT_ONCE = 2
_SIGNATURES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}


def encode_images(
    document: Document, options: TextureOptions, on_image: Callable[[int, int], None]
) -> list[EncodedImage]:
    """One encoded image for each of the document's, in its order; equal ones are the same object.

    on_image: told (images done, images in all) as they get ready.
    """
    sources = [bytes(document.image_bytes(number)) for number in range(len(document.listed("images")))]
    jobs: dict[tuple[bytes, ImageUse], bytes] = {}
    keys = []
    for source, use in zip(sources, image_uses(document.json), strict=True):
        key = (sha256(source).digest(), use)
        jobs[key] = source
        keys.append(key)
    encoded: dict[tuple[bytes, ImageUse], EncodedImage] = {}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        waiting = {key: pool.submit(encode_image, source, key[1], options) for key, source in jobs.items()}
        for key, future in waiting.items():
            encoded[key] = future.result()
            on_image(len(encoded), len(jobs))
    return [encoded[key] for key in keys]


def encode_image(data: bytes, use: ImageUse, options: TextureOptions) -> EncodedImage:
    """Encode for one use, never larger than it came; raises BadModel when the pixels cannot be read."""
    image = canonical(data, use)
    size = smaller_size(image.width, image.height, options.side)
    encoded = encode(image, Choice(Format.WEBP, _quality(use, options), *size))
    if len(encoded.data) < len(data) or size != (image.source_width, image.source_height):
        return encoded
    source = (image.source_width, image.source_height)
    return EncodedImage(data, _mime_type(data), *source, len(data), *source)


def _quality(use: ImageUse, options: TextureOptions) -> int:
    if use.is_colour:
        return options.colour_quality
    return options.normal_quality if use.is_normal else options.data_quality


def _mime_type(data: bytes) -> str:
    for signature, mime_type in _SIGNATURES.items():
        if data.startswith(signature):
            return mime_type
    return "image/avif"
