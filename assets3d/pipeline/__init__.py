"""From a merchant's 3D model to the files that shoppers load.

Plain Python: run it as `python -m assets3d.pipeline SOURCE OUT_DIR`, or from a service through
`assets3d.pipeline.sandbox.run_pipeline`. Nothing in here knows Django, a database or a network.
"""

from collections.abc import Mapping
from types import MappingProxyType

# The version of each recipe in `recipe.py`. Here, so that those who only ask for it need none of the arithmetic.
RECIPE_VERSIONS: Mapping[str, int] = MappingProxyType({"draft": 5, "searched": 3})
