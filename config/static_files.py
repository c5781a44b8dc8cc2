"""Static files under names that hold their content's hash, so that browsers keep them for good."""

import re
from collections.abc import Callable

from whitenoise.storage import CompressedManifestStaticFilesStorage

# Bundles from npm, complete in themselves: what they mention, such as source maps, is not served.
COMPLETE = "vendor/"


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise ships no types
    """Also rewrites the imports between the shop's script modules, which would else ask for unhashed names."""

    support_js_module_import_aggregation = True

    def url_converter(
        self, name: str, hashed_files: dict[str, str], template: str | None = None
    ) -> Callable[[re.Match[str]], str]:
        if name.startswith(COMPLETE):
            return lambda match: match[0]
        convert: Callable[[re.Match[str]], str] = super().url_converter(name, hashed_files, template)
        return convert
