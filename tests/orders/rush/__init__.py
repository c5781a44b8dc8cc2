"""Many shoppers at the same moment, over HTTP, before two web processes.

`make test` takes a part; ORDER_RUSH=full takes all that is promised.
"""

import os

IS_FULL = os.environ.get("ORDER_RUSH") == "full"
