"""The words that sample products are made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of thing: usual width, depth and height in millimetres, and its usual prices in minor units."""

    name: str
    width_mm: int
    depth_mm: int
    height_mm: int
    cheapest_minor: int
    dearest_minor: int


@dataclass(frozen=True)
class Shelf:
    """A category of the sample, and the kinds of things that stand on it."""

    name: str
    slug: str
    kinds: tuple[Kind, ...]


SHELVES = (
    Shelf(
        "Chairs",
        "chairs",
        (
            Kind("dining chair", 480, 520, 820, 6900, 49000),
            Kind("lounge chair", 740, 780, 760, 24900, 189000),
            Kind("office chair", 650, 650, 1100, 14900, 129000),
            Kind("bar stool", 420, 420, 980, 5900, 39000),
            Kind("rocking chair", 680, 900, 1020, 18900, 99000),
        ),
    ),
    Shelf(
        "Tables",
        "tables",
        (
            Kind("dining table", 1800, 900, 740, 29900, 249000),
            Kind("coffee table", 1100, 600, 420, 12900, 89000),
            Kind("side table", 450, 450, 520, 4900, 39000),
            Kind("desk", 1400, 700, 740, 19900, 159000),
        ),
    ),
    Shelf(
        "Sofas",
        "sofas",
        (
            Kind("sofa", 2200, 950, 820, 59900, 399000),
            Kind("corner sofa", 2800, 2100, 820, 99900, 559000),
            Kind("sofa bed", 2000, 980, 860, 69900, 259000),
            Kind("footstool", 600, 500, 420, 8900, 49000),
        ),
    ),
    Shelf(
        "Storage",
        "storage",
        (
            Kind("shelf", 800, 300, 1900, 9900, 99000),
            Kind("sideboard", 1600, 450, 780, 29900, 219000),
            Kind("wardrobe", 1500, 600, 2000, 39900, 299000),
            Kind("chest of drawers", 900, 480, 860, 19900, 129000),
            Kind("storage basket", 380, 380, 340, 1900, 8900),
        ),
    ),
    Shelf(
        "Lamps",
        "lamps",
        (
            Kind("floor lamp", 380, 380, 1560, 7900, 89000),
            Kind("table lamp", 260, 260, 440, 3900, 49000),
            Kind("pendant lamp", 420, 420, 300, 4900, 79000),
            Kind("wall lamp", 160, 220, 260, 3900, 29000),
        ),
    ),
    Shelf(
        "Tableware",
        "tableware",
        (
            Kind("mug", 120, 90, 95, 900, 3900),
            Kind("teapot", 240, 150, 160, 2900, 14900),
            Kind("dinner plate", 270, 270, 25, 1200, 5900),
            Kind("serving bowl", 300, 300, 120, 2400, 9900),
            Kind("carafe", 110, 110, 280, 1900, 8900),
        ),
    ),
    Shelf(
        "Decoration",
        "decoration",
        (
            Kind("vase", 160, 160, 280, 1900, 18900),
            Kind("wall mirror", 700, 40, 900, 4900, 59000),
            Kind("candle holder", 90, 90, 180, 900, 6900),
            Kind("picture frame", 300, 20, 400, 1200, 9900),
            Kind("wall clock", 320, 50, 320, 2900, 16900),
        ),
    ),
    Shelf(
        "Toys",
        "toys",
        (
            Kind("toy car", 140, 70, 60, 900, 5900),
            Kind("chess set", 400, 400, 90, 3900, 29900),
            Kind("building blocks", 300, 220, 120, 1900, 9900),
            Kind("rocking horse", 820, 300, 680, 8900, 39900),
        ),
    ),
    Shelf(
        "Shoes",
        "shoes",
        (
            Kind("clogs", 300, 220, 120, 4900, 14900),
            Kind("trainers", 310, 220, 130, 5900, 24900),
            Kind("ankle boots", 320, 240, 160, 8900, 34900),
            Kind("sandals", 290, 210, 90, 3900, 15900),
        ),
    ),
    Shelf(
        "Garden",
        "garden",
        (
            Kind("garden bench", 1500, 620, 860, 14900, 89000),
            Kind("planter", 400, 400, 380, 2900, 24900),
            Kind("sun lounger", 1950, 680, 340, 12900, 79000),
            Kind("watering can", 380, 180, 320, 1900, 6900),
        ),
    ),
)

MATERIALS = (
    *("oak", "walnut", "ash", "beech", "birch", "pine", "teak", "cherry", "bamboo", "rattan"),
    *("leather", "linen", "wool", "velvet", "cotton", "canvas", "bouclé", "felt"),
    *("brass", "steel", "aluminium", "copper", "iron", "glass", "ceramic", "porcelain", "stoneware"),
    *("marble", "terrazzo", "concrete"),
)
# With the colour of the button that stands for it.
COLOURS = (
    ("Sand", "#d8c7a3"),
    ("Charcoal", "#36393d"),
    ("Moss", "#6b7a4b"),
    ("Rust", "#a5512d"),
    ("Ocean", "#2f5d7c"),
    ("Natural", "#c8a57a"),
    ("Ivory", "#f1ead8"),
    ("Rosé", "#d9a5a0"),
    ("Mustard", "#c99a2e"),
    ("Plum", "#5d3a52"),
    ("Slate", "#69747c"),
    ("Black", "#16181a"),
)
STYLES = (
    *("modern", "classic", "rustic", "minimal", "Scandinavian", "industrial", "vintage", "playful"),
    *("elegant", "sturdy", "slender", "compact", "generous", "handmade", "stackable", "foldable"),
)
OPENINGS = ("To", "Ma", "Li", "Ka", "Ve", "So", "Bri", "Al", "Nor", "Ele", "Fi", "Ha", "Ju", "Ro", "Sa", "Ti")
CLOSINGS = ("ve", "la", "ro", "nna", "sk", "dan", "mie", "ska", "lto", "rin", "bel", "gard", "no", "ster")
DETAILS = (
    "rounded edges",
    "a soft-close drawer",
    "hidden joints",
    "a matt finish",
    "hand-stitched seams",
    "a removable cover",
    "turned legs",
    "an oiled surface",
    "a woven seat",
    "adjustable feet",
    "a glazed rim",
    "a weighted base",
)
ROOMS = ("kitchen", "living room", "bedroom", "hallway", "study", "balcony", "nursery", "dining room")
CARE = (
    "Wipe clean with a damp cloth.",
    "Keep out of direct sunlight.",
    "Comes in one parcel, ready to use.",
    "Put together in a quarter of an hour, without tools.",
    "Spare parts can be had for ten years.",
    "Made in small numbers, so grain and shade vary from piece to piece.",
)
HOUSES = ("Alder", "Birk", "Corvo", "Dune", "Ember", "Fjord", "Grove", "Harbour", "Inlet", "Juniper")
