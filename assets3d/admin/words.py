"""What the pages say about states, stages and figures."""

from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat

from assets3d.queries.asset_panel import Figure
from assets3d.queries.asset_state import AssetState, Standing


@dataclass(frozen=True)
class Words:
    """A state in a word for the chip, its tone, and a sentence on what it means and what to do."""

    label: str
    tone: str
    sentence: str


WORDS = {
    Standing.EMPTY: Words("No file yet", "quiet", "Upload a GLB file to begin."),
    Standing.UPLOADING: Words("Uploading", "busy", "The file is on its way, or waits to be looked at."),
    Standing.LOST: Words("Upload not finished", "warning", "The file did not arrive. Choose it again."),
    Standing.REJECTED: Words("Not accepted", "danger", "This file was not accepted."),
    Standing.WAITING: Words("Waiting", "busy", "The file is in line to be converted."),
    Standing.CONVERTING: Words("Converting", "busy", "The model is being prepared for the shop."),
    Standing.REFUSED: Words(
        "Needs attention",
        "danger",
        "This model cannot be shown yet. Mend what is listed below and upload it again.",
    ),
    Standing.DEAD: Words(
        "Failed on our side", "danger", "Something of ours went wrong, not your file. Try again in a while."
    ),
    Standing.READY: Words("Ready to publish", "good", "Look at the model below, then publish it."),
    Standing.PUBLISHED: Words("Published", "good", "This is what shoppers see."),
}

STAGES = {
    "fetching": "Fetching the file",
    "preflight": "Checking the file",
    "validation": "Checking it against the glTF standard",
    "geometry": "Packing the geometry",
    "textures": "Compressing the textures",
    "verification": "Making sure that nothing was lost",
    "posters": "Taking the pictures",
    "storing": "Storing the results",
    "done": "Storing the results",
}

FIGURES = {
    "bytes": "File size",
    "triangles": "Triangles",
    "draw_calls": "Draw calls",
    "images": "Textures",
    "texture_pixels": "Texture pixels",
    "gpu_bytes": "Graphics memory",
}


def words_for(state: AssetState) -> Words:
    """The words for a state. A refused upload's own reason is the sentence."""
    words = WORDS[state.standing]
    if state.standing is Standing.REJECTED and state.source is not None and state.source.refusal:
        return Words(words.label, words.tone, state.source.refusal)
    if state.standing is Standing.CONVERTING:
        return Words(words.label, words.tone, STAGES.get(state.stage, words.sentence))
    if state.standing is Standing.WAITING and state.conversion is not None and state.conversion.attempts:
        return Words(words.label, words.tone, "Something of ours went wrong. It is tried again by itself.")
    return words


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


def _amount(name: str, amount: int | None) -> str:
    if amount is None:
        return "\u2013"
    if name.endswith("bytes"):
        return filesizeformat(amount)
    if name == "texture_pixels":
        return f"{amount / 1e6:.1f} million"
    return f"{amount:,}"
