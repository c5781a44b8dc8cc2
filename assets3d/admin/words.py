"""What the pages say about states, stages and units."""

from dataclasses import dataclass

from assets3d.models import Conversion
from assets3d.queries.asset_state import AssetState, Standing
from assets3d.states import ConversionState, Unit


@dataclass(frozen=True)
class Words:
    """A state in a word for the chip, its tone, and a sentence on what it means and what to do."""

    label: str
    tone: str
    sentence: str


WORDS = {
    Standing.EMPTY: Words("No file yet", "quiet", "Upload a file to begin."),
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
    "intake": "Opening the file",
    "preflight": "Checking the file",
    "validation": "Checking it against the glTF standard",
    "geometry": "Packing the geometry",
    "textures": "Compressing the textures",
    "fidelity": "Comparing it with your file",
    "verification": "Making sure that nothing was lost",
    "usdz": "Preparing it for rooms on iPhone and iPad",
    "posters": "Taking the pictures",
    "storing": "Storing the results",
    "done": "Storing the results",
}

# What stands where, in a sentence: "The file is in inches."
UNITS = {unit.value: unit.label.lower() for unit in Unit}


@dataclass(frozen=True)
class Improvement:
    """The search for a smaller version in words; `percent` while it is under way, `can_retry` where pressing helps."""

    sentence: str
    tone: str
    percent: int | None = None
    can_retry: bool = False


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


def improvement_words(improvement: Conversion | None) -> Improvement | None:
    """The words for a search that is not done; None where there is none."""
    if improvement is None:
        return None
    match improvement.state:
        case ConversionState.RUNNING:
            percent = improvement.percent
            return Improvement(f"Making it smaller, {percent} %", "busy", percent)
        case ConversionState.REFUSED:
            return Improvement(
                "The smaller version could not be made. What shoppers get is complete, only larger than it could be.",
                "warning",
            )
        case ConversionState.DEAD:
            return Improvement(
                "The smaller version could not be made, because something of ours went wrong. What shoppers get is "
                "complete, only larger than it could be.",
                "warning",
                can_retry=True,
            )
    return Improvement(
        "A smaller version that looks the same will be made; this one can be published now.", "busy"
    )
