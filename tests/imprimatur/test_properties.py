"""What holds for any registry and any question."""

import json
import string
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imprimatur import InvalidQuestion, Question, Snapshot, evaluate, explain
from imprimatur.facts import Approval, KillSwitch
from imprimatur.snapshot import KINDS
from tests.imprimatur.denials import DENIALS
from tests.imprimatur.world import (
    APPROVAL,
    BOT,
    BOT_RESOURCE,
    END,
    FACTS,
    MODEL,
    MODEL_ID,
    NOW,
    PERSON,
    START,
    TICK,
    a_question,
    a_snapshot,
    alias,
)

OPEN = {**FACTS, "people": [PERSON], "agents": [BOT], "resources": [MODEL, BOT_RESOURCE], **alias()}
INSTANTS = st.sampled_from([START - TICK, START, NOW - TICK, NOW, NOW + TICK, END - TICK, END])


def scopes(*words: str) -> st.SearchStrategy[frozenset[str]]:
    """Any scope over a few words and the star."""
    return st.frozensets(st.sampled_from([*words, "*"]))


APPROVALS = st.builds(
    Approval,
    id=st.text(string.ascii_lowercase, min_size=1, max_size=3),
    label=st.text(max_size=5),
    resource_type=st.sampled_from(["model", "agent"]),
    resource_id=st.sampled_from([MODEL_ID, "triage-bot", "omni/omni-4"]),
    pin_digest=st.sampled_from([MODEL.pin_digest, "another"]),
    use_cases=scopes("ticket-summaries", "drafting"),
    teams=scopes("support", "sales"),
    environments=scopes("production", "staging"),
    data_classes=scopes("internal", "personal", "itar"),
    regions=scopes("aws:eu-west-1", "aws:us-east-1"),
    max_phase=st.integers(1, 4),
    valid_from=INSTANTS,
    valid_until=st.none() | INSTANTS,
    revoked_at=st.none() | INSTANTS,
)
QUESTIONS = st.builds(
    Question,
    subject_type=st.sampled_from(["team", "person", "agent"]),
    subject_id=st.sampled_from(["support", "sales", "triage-bot", "ada@acme.example", "nobody"]),
    resource_type=st.sampled_from(["model", "tool", "agent"]),
    resource_id=st.sampled_from([MODEL_ID, "triage-bot", "omni/omni-4", "omni/unknown"]),
    action=st.sampled_from(["use", "train"]),
    use_case=st.sampled_from([None, "ticket-summaries", "drafting", "poetry"]),
    phase=st.none() | st.integers(1, 4),
    data_classes=st.lists(
        st.sampled_from(["internal", "personal", "itar", "phi", "secret"]), unique=True
    ).map(tuple),
    region=st.sampled_from([None, "aws:eu-west-1", "aws:us-east-1", "aws:sa-east-1", "moon"]),
    environment=st.sampled_from([None, "production", "staging", "moon"]),
    at=st.none() | INSTANTS,
)
LIKELY = st.builds(
    a_question,
    subject_id=st.sampled_from(["support", "sales"]),
    data_classes=st.sampled_from([("internal",), ("personal",)]),
    region=st.sampled_from(["aws:eu-west-1", "aws:us-east-1"]),
    phase=st.integers(1, 3),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def registry(approvals: list[Approval]) -> Snapshot:
    """A registry with any approvals."""
    return a_snapshot(**{**OPEN, "approvals": list({each.id: each for each in approvals}.values())})


@given(st.lists(APPROVALS, max_size=4), QUESTIONS | LIKELY)
def test_any_question_is_answered_and_a_permit_rests_on_an_approval(
    approvals: list[Approval], question: Question
) -> None:
    decision = evaluate(registry(approvals), question, NOW)
    said = [reason.code for reason in decision.reasons]
    assert decision.is_permit is ("approval.in_force" in said)
    assert "engine.error" not in said
    assert len(set(decision.reasons)) == len(decision.reasons)
    if decision.is_permit:
        assert decision.valid_until > min(NOW, question.at or NOW)


@given(st.lists(APPROVALS, max_size=4), QUESTIONS | LIKELY)
def test_json_and_back_decides_alike(approvals: list[Approval], question: Question) -> None:
    snapshot = registry(approvals)
    back = Snapshot.from_dict(json.loads(json.dumps(snapshot.to_dict())))
    assert evaluate(back, question, NOW) == evaluate(snapshot, question, NOW)
    assert explain(back, question, NOW) == explain(snapshot, question, NOW)


@given(st.lists(APPROVALS, max_size=3), APPROVALS, LIKELY)
def test_another_approval_never_turns_a_permit_into_a_denial(
    approvals: list[Approval], another: Approval, question: Question
) -> None:
    before = evaluate(registry([APPROVAL, *approvals]), question, NOW)
    after = evaluate(registry([APPROVAL, *approvals, replace(another, id="another-one")]), question, NOW)
    assert not before.is_permit or after.is_permit


@given(st.lists(APPROVALS, max_size=3), LIKELY)
def test_a_permit_still_holds_just_before_it_ends(approvals: list[Approval], question: Question) -> None:
    snapshot = registry([APPROVAL, *approvals])
    decision = evaluate(snapshot, question, NOW)
    if decision.is_permit:
        assert evaluate(snapshot, question, decision.valid_until - TICK).is_permit


@given(LIKELY, st.sampled_from(["organisation", "vendor", "model"]))
def test_a_kill_switch_always_wins(question: Question, scope: str) -> None:
    target = {"organisation": None, "vendor": "omni", "model": MODEL_ID}[scope]
    snapshot = a_snapshot(**OPEN).rebuild(revision=1, kill_switches=[KillSwitch("k", scope, target, NOW)])
    assert not evaluate(snapshot, question, NOW).is_permit


def test_without_any_one_kind_of_fact_that_is_needed_nothing_is_permitted() -> None:
    question = a_question(data_classes=("personal",))
    needed = {name for name in KINDS if not evaluate(a_snapshot(**{name: []}), question, NOW).is_permit}
    # People and agents are not asked about; a list that is empty already is not needed.
    assert needed == set(FACTS) - {"handling_rules"} - {name for name, facts in FACTS.items() if not facts}
    assert not evaluate(Snapshot.build(revision=0), question, NOW).is_permit


@settings(max_examples=300)
@given(JSON)
def test_any_other_json_is_refused_as_no_question(body: Any) -> None:
    # No JSON of this small a size is a whole question, so all of it is refused, by name and in text that encodes.
    with pytest.raises(InvalidQuestion) as refusal:
        Question.from_dict(body)
    assert refusal.value.errors
    assert str(refusal.value).encode()


@settings(max_examples=300)
@given(st.sampled_from(["subject", "action", "resource", "context", "at"]), st.text(), JSON)
def test_any_json_inside_a_question_is_read_or_refused(where: str, name: str, value: Any) -> None:
    body = a_question().to_dict()
    body[where] = value if where == "at" else {**body[where], name: value}
    try:
        decision = evaluate(a_snapshot(), Question.from_dict(body), NOW)
    except InvalidQuestion as refusal:
        str(refusal).encode()
    else:
        assert decision.decision in ("permit", "deny")


@given(st.sampled_from(sorted(DENIALS)), st.sampled_from(sorted(DENIALS)))
def test_two_faults_never_make_a_permit(one: str, other: str) -> None:
    first, second = DENIALS[one], DENIALS[other]
    changed = {name: facts for name, facts in first.facts.items() if name not in second.facts}
    untouched = first.facts == changed and not set(first.asked) & set(second.asked)
    if untouched:
        decision = evaluate(
            a_snapshot(**{**changed, **second.facts}), a_question(**first.asked, **second.asked), NOW
        )
        assert not decision.is_permit
