"""How a publisher shows that a domain or a repository is its own: a record, or a file in a place
that only its owner can put one."""

from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from fastapi import Request

from hub.identity.oauth.public import Fetch
from hub.identity.sso.public import DOMAIN_LABEL, FindTexts
from hub.kit.errors import LaeliaError, Unavailable
from hub.kit.http import at_hand
from hub.marketplace.errors import ProofMissing
from hub.marketplace.models import Publisher

_TEXT: Final = "laelia-publisher-verification="
_FILE: Final = ".well-known/laelia-publisher.txt"
_OF_DOMAIN: Final = "https://{domain}/" + _FILE
# Where the file is served as it is, without a redirect to elsewhere.
_OF_REPOSITORY: Final = {
    "github.com": "https://raw.githubusercontent.com{path}/HEAD/" + _FILE,
    "gitlab.com": "https://gitlab.com{path}/-/raw/HEAD/" + _FILE,
}
_OF_OTHERS: Final = "https://{host}{path}/raw/HEAD/" + _FILE


def proof_of(publisher: Publisher) -> dict[str, str | None]:
    """What has to be where."""
    domain, repository = publisher.domain, publisher.repository
    return {
        "domain": domain,
        "record_name": f"{DOMAIN_LABEL}.{domain}" if domain else None,
        "record_text": _TEXT + publisher.proof_token if domain else None,
        "domain_file_url": _OF_DOMAIN.format(domain=domain) if domain else None,
        "repository": repository,
        "repository_file_url": file_in(repository) if repository else None,
        "file_text": _TEXT + publisher.proof_token,
    }


def file_in(repository: str) -> str:
    """Where a repository's host serves the file on its main branch."""
    parts = urlsplit(repository)
    path = parts.path.rstrip("/").removesuffix(".git")
    return _OF_REPOSITORY.get(parts.netloc, _OF_OTHERS).format(host=parts.netloc, path=path)


class Proofs:
    """Looks in the DNS, and through the guarded client."""

    def __init__(self, find_texts: FindTexts, fetch: Fetch) -> None:
        self._find_texts = find_texts
        self._fetch = fetch

    async def look(self, publisher: Publisher, what: str) -> None:
        """Raises:
        ProofMissing: what was looked for is nowhere, or there is nothing to look for.
        """
        wanted = proof_of(publisher)
        text, looked = str(wanted["file_text"]), list[dict[str, Any]]()
        name = wanted["record_name"] if what == "domain" else None
        url = wanted[f"{what}_file_url"]
        if name is not None and await self._in_dns(name, text, looked):
            return
        if url is not None and await self.in_file(url, text, looked):
            return
        raise ProofMissing(
            "What shows that it is yours was not found. New records take minutes to be seen"
            " everywhere."
            if looked
            else f"Say in your profile which {what} is yours, first.",
            looked_at=looked,
        )

    async def _in_dns(self, name: str, text: str, looked: list[dict[str, Any]]) -> bool:
        try:
            texts = await self._find_texts(name)
        except Unavailable as error:
            looked.append({"where": name, "found": error.detail})
            return False
        looked.append({"where": name, "found": f"{len(texts)} records"})
        return text in [one.strip() for one in texts]

    async def in_file(self, url: str, text: str, looked: list[dict[str, Any]]) -> bool:
        """Whether the file at this address has a line that says so."""
        try:
            document = await self._fetch(url)
        except LaeliaError as error:
            looked.append({"where": url, "found": error.detail})
            return False
        looked.append({"where": url, "found": f"status {document.status}"})
        if document.status != 200:
            return False
        lines = document.body.decode("utf-8", "replace").splitlines()
        return text in [line.strip() for line in lines]


def _proofs(request: Request) -> Proofs:
    found: Proofs = request.app.state.proofs
    return found


Looks = Annotated[Proofs, at_hand(_proofs)]
