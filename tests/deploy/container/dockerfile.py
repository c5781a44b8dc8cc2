"""Reads deploy/Dockerfile into stages, as far as its tests ask."""

from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
DOCKERFILE = ROOT / "deploy" / "Dockerfile"


@dataclass(frozen=True)
class Stage:
    """One FROM and what follows it: `parent` is a stage's name or the base's, instructions are (word, rest)."""

    name: str
    parent: str
    instructions: list[tuple[str, str]] = field(default_factory=list)

    def all(self, word: str) -> list[str]:
        """What follows `word`, each time that it stands there."""
        return [rest for found, rest in self.instructions if found == word]


def stages() -> dict[str, Stage]:
    """The stages by name, in the order of the file."""
    found: dict[str, Stage] = {}
    current = Stage("", "")
    for word, rest in _instructions(DOCKERFILE.read_text()):
        if word == "FROM":
            parent, _, name = rest.split()
            current = found[name] = Stage(name, parent)
        else:
            current.instructions.append((word, rest))
    return found


def lineage(name: str) -> list[Stage]:
    """The stage and those that it is made from, the oldest last."""
    known = stages()
    line = []
    while name in known:
        line.append(known[name])
        name = known[name].parent
    return line


def _instructions(text: str) -> list[tuple[str, str]]:
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    whole = "\n".join(lines).replace("\\\n", " ")
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in whole.splitlines())]
