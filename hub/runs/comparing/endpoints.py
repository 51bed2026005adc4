"""Comparisons over HTTP, once they have begun; to begin one is a face of the gateway."""

from typing import Annotated

from fastapi import APIRouter, Request

from hub.identity.public import Principal, caller
from hub.kit.errors import InvalidInput
from hub.kit.http import Page, Paging, at_hand, page, paging
from hub.kit.ids import is_id
from hub.runs.comparing.schemas import ChoiceBody, ComparisonView
from hub.runs.comparing.service import Comparisons

router = APIRouter(prefix="/v1", tags=["tries"])
Reads = Annotated[Principal, caller("runs:read")]
Invokes = Annotated[Principal, caller("agents:invoke")]


def comparisons_of(request: Request) -> Comparisons:
    found: Comparisons = request.app.state.comparisons
    return found


At = Annotated[Comparisons, at_hand(comparisons_of)]


@router.get("/comparisons")
async def list_comparisons(
    who: Reads, at: At, asked: Annotated[Paging, at_hand(paging)]
) -> Page[ComparisonView]:
    """Your own, newest first."""
    if asked.after is not None and not is_id("cmp", asked.after):
        raise InvalidInput.at("/cursor", "is not a cursor that we gave")
    rows = await at.list(who, after=asked.after, limit=asked.limit + 1)
    return Page[ComparisonView].model_validate(page(rows, asked))


@router.get("/comparisons/{comparison_id}")
async def get_comparison(comparison_id: str, who: Reads, at: At) -> ComparisonView:
    """What each made of it, what it took, and the choice, after which a blind one tells all."""
    return await at.get(who, comparison_id)


@router.post("/comparisons/{comparison_id}/choice")
async def choose(comparison_id: str, body: ChoiceBody, who: Invokes, at: At) -> ComparisonView:
    """Say which did it best, or that none did; once."""
    return await at.choose(who, comparison_id, body.label)
