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


class Severity(models.TextChoices):
    """How much a finding matters to a merchant."""

    ERROR = "error", "Must be fixed"
    WARNING = "warning", "Worth fixing"
    NOTE = "note", "Good to know"


class RenditionRole(models.TextChoices):
    """What a rendition is for. Posters are square; the number is their side in pixels."""

    WEB = "web", "Model for the shop"
    POSTER_1024 = "poster-1024", "Poster, large"
    POSTER_512 = "poster-512", "Poster, medium"
    POSTER_256 = "poster-256", "Poster, small"


SOURCE_MOVES: dict[SourceState, frozenset[SourceState]] = {
    SourceState.UPLOADING: frozenset({SourceState.RECEIVED, SourceState.REJECTED}),
    SourceState.RECEIVED: frozenset(),
    SourceState.REJECTED: frozenset(),
}

# RUNNING -> RUNNING is another worker taking over after the lease ran out; RUNNING -> QUEUED a fault of
# ours that is tried again; DEAD -> QUEUED somebody pressing "try again".
CONVERSION_MOVES: dict[ConversionState, frozenset[ConversionState]] = {
    ConversionState.QUEUED: frozenset({ConversionState.RUNNING}),
    ConversionState.RUNNING: frozenset(
        {
            ConversionState.RUNNING,
            ConversionState.QUEUED,
            ConversionState.DONE,
            ConversionState.REFUSED,
            ConversionState.DEAD,
        }
    ),
    ConversionState.DONE: frozenset(),
    ConversionState.REFUSED: frozenset(),
    ConversionState.DEAD: frozenset({ConversionState.QUEUED}),
}
