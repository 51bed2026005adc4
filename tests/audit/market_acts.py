"""The same for the marketplace: one act for every operation of it that changes something."""

import itertools
from collections.abc import Mapping
from typing import Any, Final

from hub.kit.ids import PLATFORM_ORG, stable_id
from tests.agent_kinds.publishing import publish
from tests.audit import acts
from tests.audit.acts import Act, Prepare, Stage
from tests.hub_fixtures import Client
from tests.marketplace.people import (
    MODEL,
    become_publisher,
    case_about,
    decide,
    made,
    publish_agent,
    publish_listing,
    second_moderator,
    try_agent,
)
from tests.marketplace.sending import CAPTIONS, clip, picture, send

_numbers = itertools.count()
_APPLYING: Final = {"name": "Acting", "accept_terms": True}


def mine(who: Client, action: str, method: str, path: str, body: Any = None) -> Act:
    return Act(action, who.organization["id"], who, method, path, body)


async def apply_as_publisher(stage: Stage) -> Act:
    body = _APPLYING | {"slug": f"acting-{next(_numbers)}"}
    return mine(await stage.team(), "publisher.applied", "POST", "/v1/publishers", body)


async def _publisher(stage: Stage) -> tuple[Client, Client, dict[str, Any]]:
    owner, moderator = await stage.team(), await stage.hub.admin()
    return owner, moderator, await become_publisher(owner, moderator)


async def edit_publisher(stage: Stage) -> Act:
    owner, _, publisher = await _publisher(stage)
    path = f"/v1/publishers/{publisher['id']}"
    return mine(owner, "publisher.edited", "PATCH", path, {"tagline": "Else"})


async def create_listing(stage: Stage) -> Act:
    owner, _, _ = await _publisher(stage)
    body = {"agent_id": await publish_agent(owner)}
    return mine(owner, "listing.created", "POST", "/v1/listings", body)


async def edit_listing(stage: Stage) -> Act:
    owner, _, _ = await _publisher(stage)
    listing = await made(await owner.post("/v1/listings", {"agent_id": await publish_agent(owner)}))
    path = f"/v1/listings/{listing['id']}"
    return mine(owner, "listing.edited", "PATCH", path, {"tagline": "Else"})


async def move_listing(stage: Stage) -> Act:
    """No submission: the runs that try it come before the move, and stay whatever becomes of it."""
    act = await edit_listing(stage)
    body = {"to": "delisted"}
    return mine(act.who, "listing.moved", "POST", f"{act.path}/status", body)


async def _draft(stage: Stage) -> tuple[Client, str]:
    act = await edit_listing(stage)
    return act.who, f"{act.path}/media"


async def add_media(stage: Stage) -> Act:
    owner, path = await _draft(stage)
    act = mine(owner, "listing_media.added", "POST", path)
    act.file, act.words = picture(size=(40, 40)), {"alt": "Acting"}
    return act


async def _media(stage: Stage, files: dict[str, bytes]) -> tuple[Client, str]:
    owner, path = await _draft(stage)
    media = await made(await send(owner, "POST", path, files, alt="Acting"))
    return owner, f"{path}/{media['id']}"


async def edit_media(stage: Stage) -> Act:
    owner, path = await _media(stage, {"file": picture(size=(40, 40))})
    return mine(owner, "listing_media.changed", "PATCH", path, {"alt": "Else"})


async def set_captions(stage: Stage) -> Act:
    files = {"file": clip("clip.webm"), "poster": picture(size=(40, 40))}
    owner, path = await _media(stage, files)
    act = mine(owner, "listing_media.changed", "PUT", f"{path}/captions")
    act.file, act.file_field, act.words = CAPTIONS, "captions", {"language": "en"}
    return act


async def remove_media(stage: Stage) -> Act:
    owner, path = await _media(stage, {"file": picture(size=(40, 40))})
    return mine(owner, "listing_media.removed", "DELETE", path)


async def verify_publisher(stage: Stage) -> Act:
    owner, moderator = await stage.team(), await stage.hub.admin()
    domain = f"acting-{next(_numbers)}.example"
    publisher = await become_publisher(owner, moderator, domain=domain)
    path = f"/v1/publishers/{publisher['id']}"
    proof = (await made(await owner.get("/v1/publishers/mine")))["proof"]
    stage.hub.dns.texts[proof["record_name"]] = [proof["record_text"]]
    return mine(owner, "publisher.verified", "POST", f"{path}/verify", {"what": "domain"})


async def set_logo(stage: Stage) -> Act:
    owner, _, publisher = await _publisher(stage)
    act = mine(owner, "publisher.logo_set", "PUT", f"/v1/publishers/{publisher['id']}/logo")
    act.file = picture(size=(64, 64))
    return act


async def remove_logo(stage: Stage) -> Act:
    act = await set_logo(stage)
    await made(await act.do())
    return mine(act.who, "publisher.logo_removed", "DELETE", act.path)


async def report_listing(stage: Stage) -> Act:
    body = {
        "subject_type": "listing",
        "subject_id": stable_id("lst", "summarize"),
        "reason": "other",
    }
    return mine(await stage.team(), "report.made", "POST", "/v1/reports", body)


_WANTED: Final = {"text": "Reads delivery notes aloud to whoever drives."}


async def ask_for_agent(stage: Stage) -> Act:
    return mine(await stage.team(), "wanted_agent.asked", "POST", "/v1/wanted-agents", _WANTED)


async def withdraw_wanted(stage: Stage) -> Act:
    who = await stage.team()
    asked = await made(await who.post("/v1/wanted-agents", _WANTED))
    path = f"/v1/wanted-agents/{asked['id']}"
    return mine(who, "wanted_agent.withdrawn", "DELETE", path)


async def decide_case(stage: Stage) -> Act:
    owner, moderator = await stage.team(), await stage.hub.admin()
    applying = _APPLYING | {"slug": f"acting-{next(_numbers)}"}
    publisher = await made(await owner.post("/v1/publishers", applying))
    case = await case_about(moderator, publisher["id"])
    body = {"action": "approve", "reason": "meets_the_rules"}
    path = f"/v1/moderation/cases/{case['id']}/decision"
    return Act("decision.decided", owner.organization["id"], moderator, "POST", path, body)


async def confirm_decision(stage: Stage) -> Act:
    owner, moderator, publisher = await _publisher(stage)
    second = await second_moderator(stage.hub, moderator)
    reported = {"subject_type": "publisher", "subject_id": publisher["id"], "reason": "spam"}
    await made(await owner.post("/v1/reports", reported))
    proposed = await decide(second, publisher["id"], "block", "spam")
    path = f"/v1/moderation/decisions/{proposed['id']}/confirm"
    org_id, body = owner.organization["id"], {"approve": True}
    return Act("decision.confirmed", org_id, moderator, "POST", path, body)


async def appeal_decision(stage: Stage) -> Act:
    owner, _, _ = await _publisher(stage)
    [statement] = (await made(await owner.get("/v1/moderation/statements")))["data"]
    path = f"/v1/moderation/statements/{statement['id']}/appeal"
    return mine(owner, "decision.appealed", "POST", path, {"text": "No."})


async def set_category(stage: Stage) -> Act:
    path = f"/v1/admin/categories/acting-{next(_numbers)}"
    moderator = await stage.hub.admin()
    return Act("category.set", PLATFORM_ORG, moderator, "PUT", path, {"name": "Acting"})


async def set_collection(stage: Stage) -> Act:
    path = f"/v1/admin/collections/acting-{next(_numbers)}"
    body = {"title": "Acting", "rule": {"tags": ["acting"]}}
    moderator = await stage.hub.admin()
    return Act("collection.set", PLATFORM_ORG, moderator, "PUT", path, body)


async def _reviewed(stage: Stage) -> tuple[Client, Client, dict[str, Any]]:
    """The publisher, the author and the review."""
    owner, moderator, _ = await _publisher(stage)
    agent_id = await publish_agent(owner)
    listing = await publish_listing(owner, moderator, agent_id)
    author = await try_agent(stage.hub, agent_id)
    body = {"stars": 4, "title": "It does what it says", "text": ""}
    path = f"/v1/listings/{listing['id']}/review"
    review = await made(await author.call("PUT", path, body))
    return owner, author, dict(review.body)


async def write_review(stage: Stage) -> Act:
    _, author, review = await _reviewed(stage)
    body = {"stars": 3, "title": "It does most of what it says", "text": ""}
    path = f"/v1/listings/{review['listing_id']}/review"
    return mine(author, "review.written", "PUT", path, body)


async def withdraw_review(stage: Stage) -> Act:
    _, author, review = await _reviewed(stage)
    path = f"/v1/listings/{review['listing_id']}/review"
    return mine(author, "review.withdrawn", "DELETE", path)


async def vote_on_review(stage: Stage) -> Act:
    owner, _, review = await _reviewed(stage)
    path = f"/v1/reviews/{review['id']}/vote"
    return mine(owner, "review.voted", "PUT", path, {"helpful": True})


async def comment_on_review(stage: Stage) -> Act:
    owner, _, review = await _reviewed(stage)
    path = f"/v1/reviews/{review['id']}/comments"
    return mine(owner, "review_comment.written", "POST", path, {"text": "We thank you."})


async def answer_review(stage: Stage) -> Act:
    owner, _, review = await _reviewed(stage)
    path = f"/v1/reviews/{review['id']}/reply"
    return mine(owner, "review.answered", "PUT", path, {"text": "We thank you."})


async def set_try_offer(stage: Stage) -> Act:
    owner = await stage.team()
    path = f"/v1/agents/{await publish_agent(owner)}/tries/offer"
    return mine(owner, "try_offer.set", "PUT", path, {"anonymous": True})


async def fund_tries(stage: Stage) -> Act:
    owner = await stage.team()
    path = f"/v1/agents/{await publish_agent(owner)}/tries/budget"
    act = mine(owner, "try_offer.funded", "POST", path, {"credits": "1"})
    act.headers = {"idempotency-key": f"acting-{next(_numbers)}"}
    return act


async def take_tries_back(stage: Stage) -> Act:
    owner = await stage.team()
    path = f"/v1/agents/{await publish_agent(owner)}/tries/budget"
    headers = {"idempotency-key": f"acting-{next(_numbers)}"}
    funded = await owner.post(path, {"credits": "1"}, headers=headers)
    assert funded.status == 201, funded.body
    act = mine(owner, "try_offer.reduced", "POST", f"{path}/return", {})
    act.headers = {"idempotency-key": f"acting-{next(_numbers)}"}
    return act


async def give_consent(stage: Stage) -> Act:
    owner, other = await stage.team(), await stage.team()
    remote = {"kind": "http", "url": "https://93.184.215.14/orders", "method": "POST"}
    agent_id = await publish(stage.hub, owner, remote, listed=True)
    body = {"version": "1.0.0", "hosts": ["93.184.215.14"]}
    return mine(other, "consent.given", "POST", f"/v1/agents/{agent_id}/consent", body)


async def choose(stage: Stage) -> Act:
    owner = await stage.team()
    agent_id = await publish_agent(owner)
    await owner.enable(agent_id)
    body = {"input": "x", "entrants": [{"agent_id": agent_id, "model": MODEL}] * 2}
    made_ = await made(await owner.post("/v1/comparisons", body))
    path = f"/v1/comparisons/{made_['id']}/choice"
    return mine(owner, "comparison.decided", "POST", path, {"label": "A"})


async def accept_update(stage: Stage) -> Act:
    owner, _, _ = await _publisher(stage)
    agent_id = await publish_agent(owner, model={"max_cost_credits": "1"})
    await made(await (await stage.hub.admin()).post(f"/v1/agents/{agent_id}/list"))
    buyer = await stage.team()
    await buyer.enable(agent_id)
    await made(
        await owner.call("PATCH", f"/v1/agents/{agent_id}", {"model": {"max_cost_credits": "2"}})
    )
    version = await made(await owner.post(f"/v1/agents/{agent_id}/publish", {}))
    body = {"version": version["version"]}
    return mine(buyer, "entitlement.accepted", "POST", f"/v1/agents/{agent_id}/accept", body)


MARKET_ACTS: Final[Mapping[tuple[str, str], Prepare]] = {
    ("POST", "/v1/agents/{agent_id}/accept"): accept_update,
    ("POST", "/v1/publishers"): apply_as_publisher,
    ("PATCH", "/v1/publishers/{publisher_id}"): edit_publisher,
    ("PUT", "/v1/agents/{agent_id}/tries/offer"): set_try_offer,
    ("POST", "/v1/agents/{agent_id}/tries/budget"): fund_tries,
    ("POST", "/v1/agents/{agent_id}/tries/budget/return"): take_tries_back,
    ("POST", "/v1/agents/{agent_id}/consent"): give_consent,
    ("POST", "/v1/comparisons/{comparison_id}/choice"): choose,
    ("POST", "/v1/listings"): create_listing,
    ("PATCH", "/v1/listings/{listing_id}"): edit_listing,
    ("POST", "/v1/listings/{listing_id}/status"): move_listing,
    ("POST", "/v1/listings/{listing_id}/media"): add_media,
    ("PATCH", "/v1/listings/{listing_id}/media/{media_id}"): edit_media,
    ("PUT", "/v1/listings/{listing_id}/media/{media_id}/captions"): set_captions,
    ("DELETE", "/v1/listings/{listing_id}/media/{media_id}"): remove_media,
    ("POST", "/v1/publishers/{publisher_id}/verify"): verify_publisher,
    ("PUT", "/v1/publishers/{publisher_id}/logo"): set_logo,
    ("DELETE", "/v1/publishers/{publisher_id}/logo"): remove_logo,
    ("PUT", "/v1/listings/{listing_id}/review"): write_review,
    ("DELETE", "/v1/listings/{listing_id}/review"): withdraw_review,
    ("PUT", "/v1/reviews/{review_id}/vote"): vote_on_review,
    ("POST", "/v1/reviews/{review_id}/comments"): comment_on_review,
    ("PUT", "/v1/reviews/{review_id}/reply"): answer_review,
    ("POST", "/v1/wanted-agents"): ask_for_agent,
    ("DELETE", "/v1/wanted-agents/{wanted_agent_id}"): withdraw_wanted,
    ("POST", "/v1/reports"): report_listing,
    ("POST", "/v1/moderation/cases/{case_id}/decision"): decide_case,
    ("POST", "/v1/moderation/decisions/{decision_id}/confirm"): confirm_decision,
    ("POST", "/v1/moderation/statements/{decision_id}/appeal"): appeal_decision,
    ("PUT", "/v1/admin/categories/{category}"): set_category,
    ("PUT", "/v1/admin/collections/{collection}"): set_collection,
}

ACTS: Final[Mapping[tuple[str, str], Prepare]] = {**acts.ACTS, **MARKET_ACTS}
