"""XML from strangers: one parser, with everything off that a SAML message has no use for.

No document type, so no entities; no comments and no processing instructions, so that no text is in
two pieces of which a reader sees the first; UTF-8 alone, so that nothing hides in another encoding.
"""

import re
from typing import Any, Final, TypeAlias

from lxml import etree

from hub.identity.errors import AssertionRefused

SAML: Final = "urn:oasis:names:tc:SAML:2.0:assertion"
SAMLP: Final = "urn:oasis:names:tc:SAML:2.0:protocol"
METADATA: Final = "urn:oasis:names:tc:SAML:2.0:metadata"
DS: Final = "http://www.w3.org/2000/09/xmldsig#"
XENC: Final = "http://www.w3.org/2001/04/xmlenc#"
REDIRECT: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
POST: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
_MOST_ELEMENTS: Final = 5000
_MOST_DEPTH: Final = 40
_ENCODING: Final = re.compile(
    rb"""^\s*<\?xml[^>]*encoding\s*=\s*["'](?!utf-8["'])""", re.IGNORECASE
)
_DOCUMENT_TYPE: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY|\[CDATA)", re.IGNORECASE)

Element: TypeAlias = Any  # an element of lxml, which says nothing of its types


def parse(raw: bytes) -> Element:
    """The root of a document.

    Raises:
        AssertionRefused: it is no XML, or holds what no SAML message needs.
    """
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise malformed("The message is not UTF-8.") from error
    if _ENCODING.match(raw) or _DOCUMENT_TYPE.search(raw):
        raise malformed("The message has a document type, or another encoding.")
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=False,
        remove_pis=False,
        strip_cdata=False,
    )
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise malformed("The message is no XML.") from error
    information = root.getroottree().docinfo
    if information.internalDTD is not None or information.externalDTD is not None:
        raise malformed("The message has a document type.")
    _walk(root)
    return root


def _walk(root: Element) -> None:
    count = 0
    stack = [(root, 1)]
    if any(True for _ in root.itersiblings()) or any(
        True for _ in root.itersiblings(preceding=True)
    ):
        raise malformed("The message has comments or instructions around it.")
    while stack:
        element, depth = stack.pop()
        count += 1
        if not isinstance(element.tag, str):
            raise malformed("The message has comments, instructions or entities in it.")
        if count > _MOST_ELEMENTS or depth > _MOST_DEPTH:
            raise malformed("The message is too large or too deep.")
        stack.extend((child, depth + 1) for child in element)


def only(parent: Element, tag: str, what: str) -> Element:
    """The one child of this name. Raises AssertionRefused: there is none, or there are several."""
    found: list[Element] = parent.findall(tag)
    if len(found) != 1:
        raise malformed(f"There is not exactly one {what}.")
    return found[0]


def text_of(element: Element, what: str) -> str:
    """All of its text; it has no other content. Raises AssertionRefused."""
    if len(element):
        raise malformed(f"{what} has something else than text in it.")
    return (element.text or "").strip()


def malformed(detail: str) -> AssertionRefused:
    return AssertionRefused(detail, step="message")
