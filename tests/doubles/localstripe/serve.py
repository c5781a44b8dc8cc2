"""Run inside localstripe's own environment: serve it on loopback, at a free port that is printed first.

Its own program listens to the whole network and keeps what it knows in a file that all of them share.
"""

import asyncio
import sys

from aiohttp import web
from localstripe.resources import Store
from localstripe.server import app


async def serve() -> None:
    Store.dump_to_disk = lambda _store: None
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    # Ends with whoever started it: their end of the pipe closes.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await runner.cleanup()


asyncio.run(serve())
