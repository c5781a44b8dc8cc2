"""All images of a model."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

from assets3d.pipeline.gltf.document import Document
from assets3d.pipeline.textures.encode import EncodedImage, encode_image
from assets3d.pipeline.textures.options import TextureOptions
from assets3d.pipeline.textures.slots import ImageUse, image_uses

# Pillow leaves the interpreter's lock while it encodes; two large images at once bound the memory.
_AT_ONCE = 2


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
