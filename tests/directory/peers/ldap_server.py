"""A program of its own: an LDAP server made of ldaptor, with the people of an LDIF file.

`python ldap_server.py LDIF PORT TLS_PORT CERTIFICATE KEY`; prints `ready` once it listens on both.
StartTLS is offered on the first port. Searches need a bind, as in Active Directory.
"""

import sys
from io import BytesIO
from pathlib import Path
from typing import Any

from ldaptor import interfaces
from ldaptor.inmemory import fromLDIFFile
from ldaptor.protocols import pureldap
from ldaptor.protocols.ldap import ldaperrors
from ldaptor.protocols.ldap.ldapserver import LDAPServer
from twisted.internet import protocol, reactor, ssl
from twisted.python import components

IN_CHAIN = b"1.2.840.113556.1.4.1941"


def around(root: Any, chained: Any) -> list[Any]:
    """The groups that hold a member, and those that hold these, as Active Directory has it."""
    assert (chained.matchingRule.value, chained.type.value) == (IN_CHAIN, b"member")
    groups = [one for one in everything(root) if "member" in one]
    found: list[Any] = []
    new = [chained.matchValue.value]
    while new:
        holders = [one for one in groups if set(one.get("member")) & set(new)]
        added = [one for one in holders if one not in found]
        found += added
        new = [one.dn.getText().encode() for one in added]
    return found


def everything(entry: Any) -> list[Any]:
    below = [one for child in entry._children.values() for one in everything(child)]
    return [entry, *below]


class Server(LDAPServer):
    """Nobody searches who has not bound."""

    def handle_LDAPSearchRequest(self, request: Any, controls: Any, reply: Any) -> Any:  # noqa: N802
        if self.boundUser is None:
            return pureldap.LDAPSearchResultDone(
                resultCode=ldaperrors.LDAPInsufficientAccessRights.resultCode
            )
        chained = request.filter
        if isinstance(chained, pureldap.LDAPFilter_extensibleMatch):
            for group in around(self.factory.root, chained):
                name = [("cn", group.get("cn"))]
                reply(pureldap.LDAPSearchResultEntry(group.dn.getText(), name))
            return pureldap.LDAPSearchResultDone(resultCode=ldaperrors.Success.resultCode)
        return super().handle_LDAPSearchRequest(request, controls, reply)

    def extendedRequest_StartTLS(self, data: Any, reply: Any) -> None:  # noqa: N802, ARG002
        done, name = ldaperrors.Success.resultCode, pureldap.LDAPStartTLSRequest.oid
        reply(pureldap.LDAPExtendedResponse(resultCode=done, responseName=name))
        reactor.callLater(0, self.transport.startTLS, self.factory.tls)

    extendedRequest_StartTLS.oid = pureldap.LDAPStartTLSRequest.oid  # type: ignore[attr-defined]


class Factory(protocol.ServerFactory):
    protocol = Server

    def __init__(self, root: Any, tls: Any) -> None:
        self.root = root
        self.tls = tls


def main() -> None:
    ldif, port, tls_port, certificate, key = sys.argv[1:]
    components.registerAdapter(
        lambda factory: factory.root, Factory, interfaces.IConnectedLDAPEntry
    )
    tls = ssl.DefaultOpenSSLContextFactory(key, certificate)

    def begin(root: Any) -> None:
        factory = Factory(root, tls)
        reactor.listenTCP(int(port), factory, interface="127.0.0.1")
        reactor.listenSSL(int(tls_port), factory, tls, interface="127.0.0.1")
        sys.stdout.write("ready\n")
        sys.stdout.flush()

    fromLDIFFile(BytesIO(Path(ldif).read_bytes() + b"\n")).addCallback(begin)
    reactor.run()


main()
