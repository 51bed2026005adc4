"""What a submission is tried with, and what a reviewer is told of how it went."""

from dataclasses import asdict, dataclass
from typing import Annotated, Any, Final

from fastapi import Request
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.public import Principal, identity_of
from hub.kit.http import at_hand
from hub.kit.ratelimit import Quota
from hub.marketplace import checks, listings, publishers, states
from hub.marketplace.errors import ProbeFailed
from hub.runs.public import Prober, Probes, Sample

_SUBMISSIONS: Final = Quota("submissions", 60, window_s=3600)


@dataclass(frozen=True, slots=True)
class Submission:
    """A version, about to be submitted, with its sample inputs."""

    listing_id: str
    agent_id: str
    version_id: str
    samples: tuple[Sample, ...]


async def about_to_submit(session: AsyncSession, who: Principal, name: str) -> Submission:
    """What would be tried, where the rest would let it be submitted.

    Raises:
        ListingNotFound, PublisherNotActive.
        MoveNotAllowed: it cannot be submitted from where it is.
        ContentRefused: the checks found what no reviewer needs to see.
    """
    listing = await listings.own(session, who, name)
    states.check(states.PUBLISHER_MOVES, listing.status, "submitted")
    await publishers.active(session, who.org_id)
    offered = await listings.offered_of(session, listing)
    checks.refuse_grave(await checks.findings(session, listing, offered))
    samples = [
        Sample(one.get("title") or f"Sample {number}", one["input"])
        for number, one in enumerate(offered.manifest.get("examples") or (), 1)
    ]
    return Submission(listing.id, listing.agent_id, offered.version_id, tuple(samples))


def findings_of(probes: Probes) -> list[dict[str, Any]]:
    """As they stand in the case, beside those of the other checks."""
    found: list[dict[str, Any]] = [
        {
            "check": "probe",
            "severity": "info" if one.status == "succeeded" else "warning",
            "detail": _said(one.status, one.title, one.detail),
            "probe": asdict(one),
        }
        for one in probes.samples
    ]
    if not probes.samples:
        detail = "It has no sample input, so that nothing was tried."
        found.append({"check": "probe", "severity": "warning", "detail": detail})
    return found


def _said(status: str, title: str, detail: str | None) -> str:
    words = {
        "succeeded": "went well",
        "asks": "asks a person, and was not answered",
        "not_run": f"could not be run here: {detail}",
        "failed": f"failed: {detail}",
    }
    return f"“{title}” {words[status]}"


def refuse_failed(probes: Probes) -> None:
    """Raises ProbeFailed, with how each sample went."""
    failed = [one for one in probes.samples if one.status == "failed"]
    if not failed and not probes.drift:
        return
    reasons = [_said(one.status, one.title, one.detail) for one in failed]
    reasons += [f"Its tools are not as they were approved: {line}" for line in probes.drift]
    raise ProbeFailed(
        " ".join(f"{reason}." for reason in reasons),
        probes=[asdict(one) for one in probes.samples],
        drift=list(probes.drift),
    )


class Trier:
    """Tries what is about to be submitted, so many times an hour."""

    def __init__(self, request: Request) -> None:
        self._prober: Prober = request.app.state.prober
        self._limiter = identity_of(request).limiter

    async def go(self, who: Principal, wanted: Submission) -> Probes:
        """Raises:
        QuotaExceeded: the organization has submitted enough for this hour.
        ProbeFailed: a sample failed, or the tools are not as they were approved.
        """
        await self._limiter.check(f"submissions:{who.org_id}", _SUBMISSIONS)
        probes = await self._prober.probe(
            who, wanted.agent_id, wanted.version_id, wanted.samples, wanted.listing_id
        )
        refuse_failed(probes)
        return probes


Tries = Annotated[Trier, at_hand(Trier)]
