"""What the pages say about the files that were made: for whom, how large, how close to what was sent."""

from dataclasses import dataclass

from assets3d.queries.conversion_report import BudgetLine, FidelityLine, Figure, StageCost, TierLine

NOTHING = "\u2013"
TIMES = " \u00d7 "

FIGURES = {
    "bytes": "File size",
    "triangles": "Triangles",
    "draw_calls": "Draw calls",
    "images": "Textures",
    "texture_pixels": "Texture pixels",
    "gpu_bytes": "Graphics memory",
}

TIERS = {
    "web": ("In the shop", "What most shoppers turn around."),
    "web-webp": ("In the shop, older browsers", "The same, with pictures that every browser can read."),
    "lite": ("Weak phones", "For weak phones, and for shoppers who save data."),
    "nano": ("First glimpse", "Can be there at once, while the rest still loads."),
    "high": ("Close looks", "The finest version, for large screens."),
    "ar-glb": ("In the room, Android", "Stands the model into the shopper\u2019s room."),
    "ar-usdz": ("In the room, iPhone and iPad", "The same for Apple, one for each look."),
}

STAGES = {
    "intake": "Opening the file",
    "preflight": "Checking it",
    "validation": "Checking it against the standard",
    "tiers": "Making and comparing the files",
    "geometry": "Geometry",
    "textures": "Textures",
    "fidelity": "Comparing",
    "verification": "Making sure nothing was lost",
    "usdz": "Files for iPhone and iPad",
    "posters": "Pictures",
}


@dataclass(frozen=True)
class TierRow:
    """A row of the table of files. `verdict` is "" where there is no budget to keep."""

    name: str
    purpose: str
    size: str
    budget: str
    triangles: str
    is_met: bool
    verdict: str


@dataclass(frozen=True)
class FidelityRow:
    """How close a file looks, in a sentence, and in the figures behind it."""

    name: str
    sentence: str
    figures: str
    holds: bool | None


def file_size(bytes: int) -> str:
    """In thousands, as shops of phones and data plans count, and as the report's own sentences do."""
    if bytes < 1e5:
        return f"{bytes / 1e3:.1f} KB"
    return f"{bytes / 1e6:.2f} MB" if bytes < 1e7 else f"{bytes / 1e6:.0f} MB"


def size_words(size_m: tuple[float, float, float]) -> str:
    """Width, height and depth in the unit in which people would say them."""
    largest = max(size_m)
    unit, factor, digits = (
        ("m", 1, 2) if largest >= 3 else ("cm", 100, 1) if largest >= 0.03 else ("mm", 1000, 2)
    )
    return f"{TIMES.join(f'{side * factor:.{digits}f}' for side in size_m)} {unit} (width, height, depth)"


def figure_words(figure: Figure) -> tuple[str, str, str, str]:
    """A row of the table: what it is, before, after, and the change in percent."""
    change = ""
    if figure.before and figure.after is not None:
        percent = round((figure.after - figure.before) * 100 / figure.before)
        change = "same" if percent == 0 else f"{percent:+d} %".replace("-", "\u2212")
    return (
        FIGURES[figure.name],
        _amount(figure.name, figure.before),
        _amount(figure.name, figure.after),
        change,
    )


def tier_rows(tiers: tuple[TierLine, ...]) -> list[TierRow]:
    """The table of files, in the order of TIERS; kinds of files that are not in it come last, under their own names."""
    order = {role: number for number, role in enumerate(TIERS)}
    return [tier_words(tier) for tier in sorted(tiers, key=lambda tier: order.get(tier.role, len(order)))]


def tier_words(tier: TierLine) -> TierRow:
    name, purpose = TIERS.get(tier.role, (tier.role, ""))
    limit = next((line.limit for line in tier.budgets if line.subject == "bytes"), None)
    missed = [line for line in tier.budgets if not line.is_met]
    several = f" each, {tier.files} files" if tier.files > 1 else ""
    verdict = "Within its budget" if tier.budgets else ""
    return TierRow(
        name=name,
        purpose=purpose,
        size=f"{file_size(tier.bytes)}{several}",
        budget=file_size(limit) if limit else NOTHING,
        triangles=NOTHING if tier.triangles is None else f"{tier.triangles:,}",
        is_met=not missed,
        verdict=" ".join(_missed(line) for line in missed) or verdict,
    )


def fidelity_words(line: FidelityLine) -> FidelityRow:
    """In words first: what the figures mean to somebody who knows none of them."""
    name, _ = TIERS.get(line.tier, (line.tier, ""))
    views = f"{line.views} view{'' if line.views == 1 else 's'}"
    if line.holds is None:
        sentence = f"Compared at a glance ({views}); the smaller version is compared in earnest."
    elif line.holds:
        sentence = f"As close to your file as we ask for ({views})."
    elif line.lost_views:
        sentence = f"Differs a little from your file in {line.lost_views} of {views}."
    else:
        sentence = f"Differs a little from your file ({views})."
    return FidelityRow(name, sentence, _fidelity_figures(line), line.holds)


def cost_words(cost: StageCost) -> tuple[str, str, str]:
    """A row of the table: the stage, its time, its memory."""
    memory = NOTHING if cost.memory_bytes is None else file_size(cost.memory_bytes)
    return STAGES.get(cost.stage, cost.stage), f"{cost.seconds:.1f} s", memory


def _missed(line: BudgetLine) -> str:
    if line.subject == "bytes":
        sentence = f"Larger than {file_size(line.limit)}, so it loads more slowly."
    else:
        sentence = f"More than {line.limit:,} triangles, so weak devices draw it slowly."
    return f"{sentence} {line.reason}".strip()


def _fidelity_figures(line: FidelityLine) -> str:
    figures = (
        ("PSNR {:.1f} dB", line.psnr_db),
        ("SSIM {:.4f}", line.ssim),
        ("colour error {:.4f}", line.colour_error),
    )
    return ", ".join(words.format(figure) for words, figure in figures if figure is not None)


def _amount(name: str, amount: int | None) -> str:
    if amount is None:
        return NOTHING
    if name.endswith("bytes"):
        return file_size(amount)
    if name == "texture_pixels":
        return f"{amount / 1e6:.1f} million"
    return f"{amount:,}"
