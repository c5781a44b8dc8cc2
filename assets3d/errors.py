"""What can go wrong with models, and whose fault it is: `BadModel` theirs, `ConversionFault` ours."""


class Assets3dError(Exception):
    """Base of everything this app raises. `code` is stable; the message is for the person who asked."""

    code = "assets3d_error"


class BadModel(Assets3dError):
    """The merchant's file or request cannot be accepted; shown to them, not tried again."""

    code = "bad_model"


class UploadRefused(BadModel):
    """The announced upload is not one we take (type, size, quota)."""

    code = "upload_refused"

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class AlreadyMoved(BadModel):
    """What was asked for no longer fits the state that this is in."""

    code = "already_moved"


class NotPublishable(BadModel):
    """There is no finished revision to publish."""

    code = "not_publishable"


class LooksMissing(NotPublishable):
    """The revision lacks looks that are sold; `reasons` are sentences, one for each thing that shows one."""

    code = "looks_missing"

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


class SizesDiffer(NotPublishable):
    """The revision is not as large as what is sold of it; `reasons` are sentences. May be published all the same."""

    code = "sizes_differ"

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


class ConversionFault(Assets3dError):
    """Something of ours failed; tried again with backoff, then dead-lettered and alarmed."""

    code = "conversion_fault"


class StorageUnavailable(ConversionFault):
    """S3 did not answer, or refused something that it should not."""

    code = "storage_unavailable"


class LeaseLost(ConversionFault):
    """Another worker took this conversion over; what this one made must not be kept."""

    code = "lease_lost"
