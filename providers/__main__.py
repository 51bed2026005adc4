"""`python -m providers NAME`: a provider server on its own, without the hub's command line."""

import argparse

from providers.registry import names
from providers.standalone import run

parser = argparse.ArgumentParser(prog="python -m providers", description=__doc__)
parser.add_argument("name", choices=names())
parser.add_argument("--transport", choices=("stdio", "http"), default="stdio")
parser.add_argument("--host", default="127.0.0.1")
parser.add_argument("--port", type=int, default=8090)
given = parser.parse_args()
run(given.name, given.transport, given.host, given.port)
