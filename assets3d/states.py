"""The states of uploads and conversions, the moves between them that are allowed, the roles of renditions."""

from django.db import models


class SourceState(models.TextChoices):
    """An uploaded file, from the permission to send it to the verdict on it."""

    UPLOADING = "uploading", "Uploading"
    RECEIVED = "received", "Received"
    REJECTED = "rejected", "Rejected"


class ConversionState(models.TextChoices):
    """One run of one recipe over one file's bytes."""

    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Converting"
    DONE = "done", "Ready"
    REFUSED = "refused", "Needs attention"
    DEAD = "dead", "Failed on our side"
    SUPERSEDED = "superseded", "Left to a newer recipe"


class Severity(models.TextChoices):
    """How much a finding matters to a merchant."""

    ERROR = "error", "Must be fixed"
    WARNING = "warning", "Worth fixing"
    NOTE = "note", "Good to know"


class RenditionRole(models.TextChoices):
    """What a rendition is for. Posters are square; the number is their side in pixels.

    AR_USDZ and the posters exist for each material variant, the others once.
    """

    WEB = "web", "Model for the shop"
    WEB_WEBP = "web-webp", "Model for older browsers"
    HIGH = "high", "Model for close looks"
    LITE = "lite", "Model for weak devices"
    NANO = "nano", "First glimpse of the model"
    AR_GLB = "ar-glb", "Model for rooms, Android"
    AR_USDZ = "ar-usdz", "Model for rooms, iPhone and iPad"
    POSTER_1024 = "poster-1024", "Poster, large"
    POSTER_512 = "poster-512", "Poster, medium"
    POSTER_256 = "poster-256", "Poster, small"


class Unit(models.TextChoices):
    """What a number in a model's file means in length."""

    MILLIMETRES = "mm", "Millimetres"
    CENTIMETRES = "cm", "Centimetres"
    METRES = "m", "Metres"
    INCHES = "in", "Inches"
    FEET = "ft", "Feet"


# The recipes that the shop runs: the first in line at once, the second afterwards, in the background. What the
# second makes looks the same and is smaller, so it takes the place of what the first made.
DRAFT, SEARCHED = "draft", "searched"

SOURCE_MOVES: dict[SourceState, frozenset[SourceState]] = {
    SourceState.UPLOADING: frozenset({SourceState.RECEIVED, SourceState.REJECTED}),
    SourceState.RECEIVED: frozenset(),
    SourceState.REJECTED: frozenset(),
}

# RUNNING -> RUNNING is another worker taking over after the lease ran out; RUNNING -> QUEUED a fault of
# ours that is tried again; DEAD -> QUEUED somebody pressing "try again"; anything unfinished -> SUPERSEDED
# when its recipe has a newer version, to which its sources then go.
CONVERSION_MOVES: dict[ConversionState, frozenset[ConversionState]] = {
    ConversionState.QUEUED: frozenset({ConversionState.RUNNING, ConversionState.SUPERSEDED}),
    ConversionState.RUNNING: frozenset(
        {
            ConversionState.RUNNING,
            ConversionState.QUEUED,
            ConversionState.DONE,
            ConversionState.REFUSED,
            ConversionState.DEAD,
            ConversionState.SUPERSEDED,
        }
    ),
    ConversionState.DONE: frozenset(),
    ConversionState.REFUSED: frozenset(),
    ConversionState.DEAD: frozenset({ConversionState.QUEUED, ConversionState.SUPERSEDED}),
    ConversionState.SUPERSEDED: frozenset(),
}
