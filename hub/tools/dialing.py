"""Connections that are no HTTP: to the LDAP servers of organizations, and of the operator."""

import asyncio
import socket

from hub.identity.directory.public import DirectoryUnavailable
from hub.tools.errors import OutboundBlocked, OutboundUnreachable
from hub.tools.outbound import OutboundClient


async def dial_tenants(
    client: OutboundClient, host: str, port: int, *, encrypted: bool
) -> socket.socket:
    """To an address that a tenant named: resolved once, vetted, and connected to as vetted.

    Raises:
        DirectoryUnavailable: the guard refuses the address, or nobody answers there.
    """
    try:
        return await client.open_socket(host, port, encrypted=encrypted)
    except OutboundBlocked as error:
        raise DirectoryUnavailable(f"{error.detail}.", step="address") from error
    except OutboundUnreachable as error:
        raise DirectoryUnavailable(f"{error.detail}.", step="connect") from error


async def dial_operators(host: str, port: int, *, encrypted: bool) -> socket.socket:
    """To an address that the operator named in the settings, wherever it is."""
    del encrypted
    loop = asyncio.get_running_loop()
    failed = OSError("the name has no address")
    for family, kind, protocol, _, at in await loop.getaddrinfo(
        host, port, type=socket.SOCK_STREAM
    ):
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)
        try:
            await loop.sock_connect(made, at)
        except OSError as error:
            made.close()
            failed = error
        except BaseException:
            made.close()
            raise
        else:
            return made
    raise failed
