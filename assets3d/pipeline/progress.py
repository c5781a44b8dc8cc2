"""How far a conversion is."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

ProgressListener = Callable[[str, int], None]

# Where each stage begins and ends, in percent of an ordinary conversion's time.
_SPANS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "preflight": (0, 3),
        "validation": (3, 8),
        "geometry": (8, 15),
        "textures": (15, 45),
        "verification": (45, 50),
        "posters": (50, 99),
        "done": (100, 100),
    }
)
STAGES = tuple(_SPANS)


def overall(listener: ProgressListener) -> ProgressListener:
    """A listener for (stage, percent of that stage) that tells `listener` (stage, percent of everything)."""

    def tell(stage: str, percent: int) -> None:
        start, end = _SPANS[stage]
        listener(stage, start + (end - start) * percent // 100)

    return tell
