"""Whether a USDZ file holds what the format's own validators demand."""

from pathlib import Path

from pxr import Usd, UsdValidation


def usd_problems(path: Path) -> tuple[str, ...]:
    """What any validator of OpenUSD has against the file: errors and warnings, each beginning with which it is."""
    stage = Usd.Stage.Open(str(path))
    validators = UsdValidation.ValidationRegistry().GetOrLoadAllValidators()
    found = UsdValidation.ValidationContext(validators).Validate(stage)
    return tuple(
        sorted(
            f"{error.GetType().displayName.lower()}: {error.GetIdentifier()}: {error.GetMessage()}"
            for error in found
        )
    )
