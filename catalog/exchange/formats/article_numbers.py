"""Article numbers for variants that come without one."""

import hashlib
import re
import unicodedata

LONGEST = 60
NOT_PLAIN = re.compile(r"[^A-Za-z0-9]+")


def made_up_sku(handle: str, name: str) -> str:
    """Always the same for the same handle and name, and readable; a digest keeps those apart that read alike."""
    told = f"{handle} {name}"
    plain = unicodedata.normalize("NFKD", told).encode("ascii", "ignore").decode()
    readable = NOT_PLAIN.sub("-", plain).strip("-").upper()
    digest = hashlib.sha256(f"{handle}\n{name}".encode()).hexdigest()[:6].upper()
    return f"{readable[: LONGEST - 7]}-{digest}".lstrip("-")
