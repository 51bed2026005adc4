"""`localstripe` on this machine's own address: `local.py PORT`, in the peers' environment.

By itself it listens on every address, and keeps what it has in a file that all share.
"""

import sys

from aiohttp import web
from localstripe import resources, server

resources.Store.dump_to_disk = lambda _: None
web.run_app(server.app, host="127.0.0.1", port=int(sys.argv[1]), access_log=None)
