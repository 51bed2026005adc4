"""`python -m mcp_servers NAME …`: a server on its own, without the hub's command line."""

import sys

from mcp_servers.program import main

sys.exit(main(sys.argv[1:], program="python -m mcp_servers"))
