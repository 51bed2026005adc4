"""`laelia doctor oauth`: a client that logs in step by step, and names the step that fails.

It does what MCP's authorization specification asks of clients (RFC 9728, 8414, 7591, 7636, 8707,
9207) and checks on the way what clients rely on, so that what it says of a server is what keeps
others out of it.
"""

import asyncio
from collections.abc import Callable
from typing import Final

import aiohttp
from rich.console import Console

from hub.commands import oauth_finding, oauth_login
from hub.commands.callback import listening
from hub.commands.oauth_finding import Login, Step, StepFailedError, Wishes

_PATIENCE: Final = aiohttp.ClientTimeout(total=20)
FINDING: Final[dict[str, Step]] = {
    "challenge": oauth_finding.challenge,
    "protected-resource metadata": oauth_finding.protected_resource,
    "authorization-server metadata": oauth_finding.authorization_server,
}
LOGGING_IN: Final[dict[str, Step]] = {
    "client registration": oauth_login.registration,
    "authorization": oauth_login.authorization,
    "token": oauth_login.token,
    "call": oauth_login.call,
    "refresh": oauth_login.refresh,
    "revocation": oauth_login.giving_back,
}


async def diagnose(url: str, wishes: Wishes, say: Callable[[str], None]) -> str | None:
    """Says how each step went; the name of the one that failed, or None."""
    async with (
        aiohttp.ClientSession(timeout=_PATIENCE) as http,
        listening(wishes.port) as callback,
    ):
        login = Login(url, wishes, http, say, callback=callback)
        for name, step in (FINDING | (LOGGING_IN if wishes.login else {})).items():
            try:
                say(f"✓ {name}: {await step(login)}")
            except StepFailedError as failed:
                say(f"✗ {name}: {failed}\n  → {failed.advice}")
                return name
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                why = str(error) or type(error).__name__
                say(f"✗ {name}: {why}\n  → see that the address can be reached from here")
                return name
    return None


def examine(url: str, wishes: Wishes, console: Console) -> bool:
    """Whether every step went well."""

    def say(text: str) -> None:
        console.print(text, markup=False, highlight=False, soft_wrap=True)

    return asyncio.run(diagnose(url, wishes, say)) is None
