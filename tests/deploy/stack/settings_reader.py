"""Which variables the settings read: `python -m tests.deploy.stack.settings_reader NAME=VALUE…` prints them as JSON.

A program of its own, because settings read their environment once, as they are imported.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator, Mapping

import config.settings.env as reader


class Recording(Mapping[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return self._variables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._variables)

    def __len__(self) -> int:
        return len(self._variables)


class RecordingOs:
    """Stands in for the module `os` where the settings look for their environment."""

    def __init__(self, environ: Recording) -> None:
        self.environ = environ


def main() -> None:
    """Import the settings that DJANGO_SETTINGS_MODULE names under exactly the given variables."""
    recording = Recording(dict(argument.split("=", 1) for argument in sys.argv[1:]))
    vars(reader)["os"] = RecordingOs(recording)
    importlib.import_module(recording["DJANGO_SETTINGS_MODULE"])
    sys.stdout.write(json.dumps(sorted(recording.asked)))


if __name__ == "__main__":
    main()
