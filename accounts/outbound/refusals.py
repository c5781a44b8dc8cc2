"""Why somebody could not be asked."""


class AskingRefused(Exception):
    """`code` is stable, the message is for whoever wrote the address; trying again may help where `is_passing`."""

    def __init__(self, code: str, message: str, *, is_passing: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.is_passing = is_passing
