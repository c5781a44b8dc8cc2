"""All images of a model at fixed qualities."""

from assets3d.pipeline.textures.convert import encode_image
from assets3d.pipeline.textures.options import TextureOptions
from tests.assets3d.pipeline.textures.pictures import COLOUR, NORMAL, picture, png


def test_picture_becomes_webp_in_fewer_bytes() -> None:
    source = png(picture(256, 256))

    encoded = encode_image(source, COLOUR, TextureOptions())

    assert (encoded.mime_type, encoded.width, encoded.height) == ("image/webp", 256, 256)
    assert len(encoded.data) < len(source) / 4


def test_large_image_shrinks_to_a_power_of_two() -> None:
    encoded = encode_image(png(picture(600, 600)), COLOUR, TextureOptions(side=256))

    assert (encoded.width, encoded.height, encoded.source_width) == (256, 256, 600)


def test_image_that_would_grow_is_kept_as_it_came() -> None:
    tiny = png(picture(2, 2))

    encoded = encode_image(tiny, NORMAL, TextureOptions(normal_quality=100))

    assert len(encoded.data) <= len(tiny)
