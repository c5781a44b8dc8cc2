"""What documents are made of.

Pure: no database, no network, no framework. A document is JSON; it holds storage keys, never addresses.
"""

from collections.abc import Callable, Mapping
from typing import Any

Document = Mapping[str, Any]
# Makes an address of a storage key.
UrlOf = Callable[[str], str]
