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


class NotPublishable(BadModel):
    """There is no finished revision to publish."""

    code = "not_publishable"


class ConversionFault(Assets3dError):
    """Something of ours failed; tried again with backoff, then dead-lettered and alarmed."""

    code = "conversion_fault"


class LeaseLost(ConversionFault):
    """Another worker took this conversion over; what this one made must not be kept."""

    code = "lease_lost"
