"""The languages that a product's words may be in, as its page offers them."""

import re

from django.conf.locale import LANG_INFO

from catalog.models.products import LANGUAGE

# What `catalog.search` takes the endings of words for, whatever a product's language is.
SEARCHED = "English"
HELP = (
    f"For screen readers and search engines. The shop's own search knows the endings of {SEARCHED} words; words of "
    "other languages are found as they are written, and by how they begin."
)


def language_choices(current: str) -> list[tuple[str, str]]:
    """Tags and names by name, with the current one even where nobody has a name for it."""
    names = {_tag(code): info["name"] for code, info in LANG_INFO.items() if "name" in info}
    known = {tag: name for tag, name in names.items() if re.fullmatch(LANGUAGE, tag)}
    if current:
        known.setdefault(current, current)
    return sorted(known.items(), key=lambda pair: pair[1])


def _tag(code: str) -> str:
    """As BCP 47 writes it: scripts begin with a capital, regions are capitals."""
    language, *parts = code.split("-")
    return "-".join([language, *(part.upper() if len(part) == 2 else part.title() for part in parts)])
