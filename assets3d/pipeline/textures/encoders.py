"""Encodings of a model's images, made in threads: Pillow leaves the interpreter's lock while it encodes."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from assets3d.pipeline.textures.canonical import Canonical
from assets3d.pipeline.textures.encode import Choice, EncodedImage, encode
from assets3d.pipeline.textures.plain import plain

_AT_ONCE = 2

# A point of the search, or for plain images their longest side.
Wanted = Choice | int


@dataclass
class Encoders:
    """Every encoding is made once, in the order asked for. Its threads end when it is forgotten."""

    _known: dict[tuple[int, Wanted], Future[EncodedImage]] = field(default_factory=dict, repr=False)
    _images: dict[int, Canonical] = field(default_factory=dict, repr=False)
    _large: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1), repr=False)
    _others: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(_AT_ONCE), repr=False)

    def start(self, pairs: Sequence[tuple[Canonical, Wanted]]) -> None:
        """Put encodings in line that are not there yet."""
        for image, wanted in pairs:
            if (id(image), wanted) not in self._known:
                # Kept, so that no other image gets the same identity.
                self._images[id(image)] = image
                lane = self._large if _is_large(wanted) else self._others
                self._known[id(image), wanted] = lane.submit(_encode, image, wanted)

    def all_of(self, pairs: Sequence[tuple[Canonical, Wanted]]) -> list[EncodedImage]:
        """The encodings, in order; waits for those that are not done. Raises what an encoder raised."""
        self.start(pairs)
        return [self._known[id(image), wanted].result() for image, wanted in pairs]

    def give_up(self) -> None:
        """Begin none of those that are still in line."""
        for lane in (self._large, self._others):
            lane.shutdown(wait=False, cancel_futures=True)


def _is_large(wanted: Wanted) -> bool:
    """Whether it has to wait for others like it, so that it would only keep a thread from the rest."""
    return not isinstance(wanted, int) and wanted.is_large


def _encode(image: Canonical, wanted: Wanted) -> EncodedImage:
    return plain(image, wanted) if isinstance(wanted, int) else encode(image, wanted)
