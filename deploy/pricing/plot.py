"""The model as a picture: where the money goes in each size of shop, and what the levers save in the largest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from xml.sax.saxutils import escape

from deploy.pricing import bill as names
from deploy.pricing.bill import Bill
from deploy.pricing.levers import Saving
from deploy.pricing.visits import PROFILES

WIDTH: Final = 1000
LEFT: Final = 130
BAR_WIDTH: Final = 660
BAR_HEIGHT: Final = 34
ROW: Final = 58
TOP: Final = 116
LEVER_ROW: Final = 30
LEVER_LEFT: Final = 560
LEVER_WIDTH: Final = 350
# Kinds of cost, the services of each, and a colour that is told from its neighbours without seeing hues.
KINDS: Final[Mapping[str, tuple[str, frozenset[str]]]] = {
    "data and requests at the edge": ("#0b3c5d", frozenset({names.CLOUDFRONT, names.AMPLIFY})),
    "firewall": ("#d9a441", frozenset({names.WAF})),
    "computing": ("#328cc1", frozenset({names.APPRUNNER, names.ECS, names.LAMBDA, names.BALANCING})),
    "databases and files": (
        "#1d6b4f",
        frozenset({names.DATABASE, names.CACHE, names.MIRROR, names.OBJECTS, names.BACKUP}),
    ),
}
OTHERS: Final = ("network and operations", "#b5bbc4")
STYLE: Final = (
    "text{font:14px system-ui,sans-serif;fill:#1a1f24}.title{font-size:20px;font-weight:600}"
    ".soft{fill:#5b6670}.number{font-variant-numeric:tabular-nums}"
)


def svg_of(bills: Mapping[str, Bill], levers: Sequence[Saving], *, title: str) -> str:
    """A complete SVG document; `levers` are those of the largest shop."""
    shown = [lever for lever in levers if lever.dollars >= 1]
    levers_top = TOP + len(bills) * ROW + 56
    height = levers_top + len(shown) * LEVER_ROW + 24
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
        f"<title>{escape(title)}</title><style>{STYLE}</style>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text class="title" x="24" y="38">{escape(title)}</text>',
        *_legend(),
        *_bars(bills),
        f'<text x="24" y="{levers_top - 16}" font-weight="600">{_heading(bills)}</text>',
        *_lever_rows(shown, levers_top),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def shares(bill: Bill) -> dict[str, float]:
    """Dollars of each kind of cost, in the order of the picture."""
    totals = dict.fromkeys((*KINDS, OTHERS[0]), 0.0)
    for service, dollars in bill.by_service().items():
        kind = next((kind for kind, (_, services) in KINDS.items() if service in services), OTHERS[0])
        totals[kind] += dollars
    return totals


def _colours() -> dict[str, str]:
    return {**{kind: colour for kind, (colour, _) in KINDS.items()}, OTHERS[0]: OTHERS[1]}


def _legend() -> Iterator[str]:
    x = 24.0
    for kind, colour in _colours().items():
        yield f'<rect x="{x:.0f}" y="60" width="14" height="14" fill="{colour}"/>'
        yield f'<text class="soft" x="{x + 20:.0f}" y="72">{escape(kind)}</text>'
        x += 48 + 7.2 * len(kind)


def _bars(bills: Mapping[str, Bill]) -> Iterator[str]:
    for row, (name, bill) in enumerate(bills.items()):
        y = TOP + row * ROW
        yield f'<text x="24" y="{y + 22}">{escape(name)} visits</text>'
        x = float(LEFT)
        for kind, dollars in shares(bill).items():
            width = dollars / bill.dollars * BAR_WIDTH
            tip = f"{kind}: {dollars:,.0f} dollars"
            yield (
                f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{BAR_HEIGHT}" '
                f'fill="{_colours()[kind]}"><title>{escape(tip)}</title></rect>'
            )
            x += width
        thousand = bill.dollars / PROFILES[name].visits * 1000
        yield f'<text class="number" x="{LEFT + BAR_WIDTH + 16}" y="{y + 15}">${bill.dollars:,.0f} a month</text>'
        yield (
            f'<text class="soft number" x="{LEFT + BAR_WIDTH + 16}" y="{y + 33}">'
            f"${thousand:,.2f} a thousand visits</text>"
        )


def _heading(bills: Mapping[str, Bill]) -> str:
    return (
        f"What saves dollars a month at {escape(list(bills)[-1])} visits, each by itself (pale: not used yet)"
    )


def _lever_rows(levers: Sequence[Saving], top: float) -> Iterator[str]:
    most = max((lever.dollars for lever in levers), default=1.0)
    for row, lever in enumerate(levers):
        y = top + row * LEVER_ROW
        width = max(2.0, lever.dollars / most * LEVER_WIDTH)
        opacity = 1.0 if lever.is_used else 0.4
        yield f'<text class="soft" x="24" y="{y + 15:.0f}">{escape(lever.name)}</text>'
        yield (
            f'<rect x="{LEVER_LEFT}" y="{y:.0f}" width="{width:.1f}" height="20" fill="#0b3c5d" '
            f'fill-opacity="{opacity}"/>'
        )
        yield f'<text class="number" x="{LEVER_LEFT + width + 8:.0f}" y="{y + 15:.0f}">${lever.dollars:,.0f}</text>'
