"""A program of its own: scim2-tester against a SCIM server, and its findings as JSON lines.

`python scim_tester.py BASE_URL [RESOURCE_TYPE …]`, the token in the environment as SCIM_TOKEN.
Without a type all of them are tried.
"""

import json
import os
import sys

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import check_server

with Client(
    base_url=sys.argv[1],
    headers={"authorization": f"Bearer {os.environ['SCIM_TOKEN']}"},
    timeout=30,
) as http:
    for result in check_server(SyncSCIMClient(http), resource_types=sys.argv[2:] or None):
        found = {
            "status": result.status.name,
            "title": result.title,
            "reason": result.reason,
            "tags": sorted(result.tags),
        }
        sys.stdout.write(json.dumps(found) + "\n")
