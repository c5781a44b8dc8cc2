"""The recipes that this release runs, and their versions."""

from functools import reduce
from operator import or_

from django.db.models import Q

from assets3d.pipeline import RECIPE_VERSIONS
from assets3d.states import DRAFT, SEARCHED


def current_versions() -> dict[str, int]:
    """The version of each recipe that the shop uses; without SEARCHED in a release that does not know it."""
    return {name: RECIPE_VERSIONS[name] for name in (DRAFT, SEARCHED) if name in RECIPE_VERSIONS}


def is_current() -> Q:
    """The condition that a conversion is by a recipe and version that this release can run."""
    return reduce(
        or_, (Q(recipe=name, recipe_version=version) for name, version in current_versions().items())
    )


def is_outdated() -> Q:
    """The condition that a conversion is by an older version of a recipe than this release runs."""
    versions = current_versions().items()
    return reduce(or_, (Q(recipe=name, recipe_version__lt=version) for name, version in versions))
