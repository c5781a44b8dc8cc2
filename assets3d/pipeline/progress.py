"""How far a conversion is."""

import threading
from collections.abc import Callable, Mapping
from types import MappingProxyType

ProgressListener = Callable[[str, int], None]

# Where each stage begins and ends, in percent of an ordinary conversion's time.
_SPANS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "intake": (0, 3),
        "preflight": (3, 5),
        "validation": (5, 8),
        "geometry": (8, 12),
        "textures": (12, 45),
        "fidelity": (45, 70),
        "verification": (70, 78),
        "usdz": (78, 80),
        "posters": (80, 99),
        "done": (100, 100),
    }
)
# While a search runs, nearly all the time goes into comparing.
_SEARCHED: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        **_SPANS,
        "textures": (12, 15),
        "fidelity": (15, 92),
        "verification": (92, 95),
        "usdz": (95, 96),
        "posters": (96, 99),
    }
)
STAGES = tuple(_SPANS)


def overall(listener: ProgressListener, *, is_search: bool = False) -> ProgressListener:
    """A listener for (stage, percent of that stage) that tells `listener` (stage, percent of everything).

    Several threads may tell it; what is behind the farthest so far is not told on.
    """
    spans = _SEARCHED if is_search else _SPANS
    turn, reached = threading.Lock(), -1

    def tell(stage: str, percent: int) -> None:
        nonlocal reached
        start, end = spans[stage]
        with turn:
            done = start + (end - start) * percent // 100
            if done >= reached:
                reached = done
                listener(stage, done)

    return tell
