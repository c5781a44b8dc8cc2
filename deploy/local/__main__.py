"""`python -m deploy.local`."""

import sys

from deploy.local.commands import main

sys.exit(main(sys.argv[1:]))
