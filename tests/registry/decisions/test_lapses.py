"""What breaks when a fact lapses: asked of the engine, put down to the lapse alone, bounded. No database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from imprimatur import Question, Snapshot, evaluate
from imprimatur.facts import Group, Membership, Region, Team, UseCase
from registry.decisions import lapses
from registry.decisions.lapses import Lapse, find_breaks, suppose_agreement_ends, suppose_vendor_stops
from tests.imprimatur.world import (
    APPROVAL,
    BAA,
    DPA,
    DPF,
    DPF_CERTIFIED,
    MODEL_ID,
    NOW,
    SCC,
    SERVICE,
    START,
    TICK,
    USE_CASE,
    VENDOR,
    a_snapshot,
    killed,
)

SOON = NOW + timedelta(days=30)
ENDING = replace(DPA, expires_at=SOON)
LOGS_IN_US = replace(
    SERVICE, sub_processors=(replace(SERVICE.sub_processors[0], countries=frozenset({"US"})),)
)  # type: ignore[index]


def lapse(snapshot: Snapshot, key: str = "dpa-1") -> Lapse | None:
    supposed = suppose_agreement_ends(snapshot, key, NOW)
    return None if supposed is None else find_breaks(supposed[0], "omni", is_supposed=supposed[1])


def list_rows(
    found: Lapse | None,
) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
    assert found is not None
    return [(row.use_case, row.team, row.data_classes, row.regions, row.codes) for row in found.rows]


NO_DPA = ("agreement.dpa_expired", "agreement.no_training_missing")


def test_a_dpa_that_ends_takes_what_rests_on_it_and_nothing_else() -> None:
    found = lapse(a_snapshot(agreements=[ENDING]))
    assert found is not None
    assert (found.at, found.is_supposed, found.total, found.is_complete) == (SOON, False, 1, True)
    assert list_rows(found) == [
        (
            "ticket-summaries",
            "support",
            ("confidential", "personal"),
            ("aws:eu-west-1",),
            ("agreement.no_training_missing", "agreement.dpa_expired"),
        )
    ]
    row = found.rows[0]
    assert (row.resource_id, row.record_id, row.environments) == (MODEL_ID, "model-1", ("production",))


def test_an_endless_agreement_is_supposed_to_end_now() -> None:
    snapshot = a_snapshot(agreements=[replace(DPA, expires_at=None)])
    before = list(snapshot.index.timeline)
    found = lapse(snapshot)
    assert found is not None
    assert (found.at, found.is_supposed, found.total) == (NOW, True, 1)
    assert set(found.rows[0].codes) == set(NO_DPA)
    # What is only supposed leaves nothing behind in what answers.
    assert list(snapshot.index.timeline) == before
    assert snapshot.agreements["dpa-1"].terminated_at is None


@pytest.mark.parametrize(
    "agreements",
    [
        [ENDING, replace(DPA, id="dpa-2")],
        [ENDING, replace(DPA, id="dpa-2", effective_at=SOON)],
    ],
    ids=["beside it", "from its end on"],
)
def test_a_successor_saves_everything(agreements: list[Any]) -> None:
    found = lapse(a_snapshot(agreements=agreements))
    assert found is not None
    assert (found.rows, found.total) == ((), 0)


def test_a_successor_after_a_gap_or_with_less_in_it_saves_less() -> None:
    gap = replace(DPA, id="dpa-2", effective_at=SOON + TICK)
    assert list_rows(lapse(a_snapshot(agreements=[ENDING, gap])))[0][2] == ("confidential", "personal")
    less = replace(DPA, id="dpa-2", clauses=frozenset())
    assert list_rows(lapse(a_snapshot(agreements=[ENDING, less])))[0][4] == ("agreement.no_training_missing",)


@pytest.mark.parametrize(
    "approval",
    [
        replace(APPROVAL, valid_until=SOON),
        replace(APPROVAL, revoked_at=NOW),
        replace(APPROVAL, valid_from=SOON),
        replace(APPROVAL, pin_digest="another"),
        replace(APPROVAL, data_classes=frozenset({"internal", "public"})),
        replace(APPROVAL, regions=frozenset({"aws:sa-east-1"})),
        replace(APPROVAL, teams=frozenset({"nobody"})),
        replace(APPROVAL, environments=frozenset()),
    ],
    ids=["ends as well", "revoked", "not yet", "other pin", "other data", "elsewhere", "no team", "nowhere"],
)
def test_what_something_else_denies_is_not_put_down_to_the_lapse(approval: Any) -> None:
    found = lapse(a_snapshot(agreements=[ENDING], approvals=[approval]))
    assert found is not None
    assert found.total == 0


def test_what_is_denied_now_can_not_be_lost() -> None:
    found = lapse(a_snapshot(agreements=[ENDING], **killed("vendor", "omni", until=SOON - TICK)))
    assert found is not None
    assert found.total == 0


@pytest.mark.parametrize(
    "agreement",
    [
        replace(DPA, effective_at=None),
        replace(DPA, expires_at=NOW),
        replace(DPA, terminated_at=NOW - timedelta(days=1)),
        replace(DPA, id="another"),
    ],
    ids=["unsigned", "over", "terminated", "unknown"],
)
def test_what_does_not_hold_can_not_lapse(agreement: Any) -> None:
    assert lapse(a_snapshot(agreements=[agreement])) is None


def test_every_kind_of_agreement_shows_what_rests_on_it() -> None:
    phi = a_snapshot(agreements=[DPA, replace(BAA, expires_at=SOON)])
    assert list_rows(lapse(phi, "baa-1")) == [
        ("ticket-summaries", "support", ("phi",), ("aws:eu-west-1",), ("agreement.baa_expired",))
    ]
    transfer = a_snapshot(agreements=[DPA, replace(SCC, expires_at=SOON)], services=[LOGS_IN_US])
    assert list_rows(lapse(transfer, "scc-1")) == [
        ("ticket-summaries", "support", ("personal",), ("aws:eu-west-1",), ("residency.subprocessor",))
    ]
    member = a_snapshot(
        services=[LOGS_IN_US], adequacy=[DPF], certifications=[replace(DPF_CERTIFIED, valid_until=SOON)]
    )
    assert list_rows(lapse(member, "dpf-1")) == [
        ("ticket-summaries", "support", ("personal",), ("aws:eu-west-1",), ("residency.subprocessor",))
    ]
    endless = a_snapshot(
        services=[LOGS_IN_US], adequacy=[DPF], certifications=[replace(DPF_CERTIFIED, valid_until=None)]
    )
    found = lapse(endless, "dpf-1")
    assert found is not None
    assert (found.at, found.is_supposed, found.total) == (NOW, True, 1)


def test_a_wide_scope_is_told_by_team_and_purpose_with_the_data_each_may_use() -> None:
    wide = replace(
        APPROVAL,
        use_cases=frozenset({"*"}),
        teams=frozenset({"*"}),
        data_classes=frozenset({"*"}),
        regions=frozenset({"EEA"}),
        environments=frozenset({"*"}),
    )
    cases = [USE_CASE, UseCase("drafting", "use-case-2", "Drafting", frozenset({"internal", "confidential"}))]
    found = lapse(a_snapshot(agreements=[ENDING], approvals=[wide], use_cases=cases))
    assert [row[:4] for row in list_rows(found)] == [
        ("drafting", "sales", ("confidential",), ("aws:eu-west-1",)),
        ("drafting", "support", ("confidential",), ("aws:eu-west-1",)),
        ("ticket-summaries", "sales", ("confidential", "personal"), ("aws:eu-west-1",)),
        ("ticket-summaries", "support", ("confidential", "personal"), ("aws:eu-west-1",)),
    ]
    assert found is not None
    assert found.rows[0].environments == ("development", "production", "sandbox", "staging", "test")


def test_two_approvals_of_one_team_are_one_row() -> None:
    first = replace(APPROVAL, data_classes=frozenset({"personal"}))
    second = replace(APPROVAL, id="approval-2", data_classes=frozenset({"confidential"}))
    found = lapse(a_snapshot(agreements=[ENDING], approvals=[first, second]))
    assert [(row[1], sorted(row[2])) for row in list_rows(found)] == [
        ("support", ["confidential", "personal"])
    ]


def test_each_row_is_what_the_engine_itself_says() -> None:
    snapshot = a_snapshot(agreements=[ENDING, BAA, SCC], services=[LOGS_IN_US])
    found = lapse(snapshot)
    assert found is not None
    for row in found.rows:
        for data_class in row.data_classes:
            for region in row.regions:
                question = Question(
                    "team",
                    row.team,
                    "model",
                    row.resource_id,
                    use_case=row.use_case,
                    phase=1,
                    data_classes=(data_class,),
                    region=region,
                    environment=row.environments[0],
                )
                assert evaluate(snapshot, question, NOW).is_permit is True
                assert evaluate(snapshot, question, SOON - TICK).is_permit is True
                denied = evaluate(snapshot, question, SOON)
                assert denied.is_permit is False
                assert {each.code for each in denied.reasons} & set(row.codes)


def test_a_vendor_that_stops_takes_all_it_makes_or_supplies() -> None:
    def stop(snapshot: Snapshot) -> Lapse | None:
        what_if = suppose_vendor_stops(snapshot, "omni", NOW)
        return None if what_if is None else find_breaks(what_if, "omni", is_supposed=True)

    found = stop(a_snapshot())
    assert [row[2:] for row in list_rows(found)] == [
        (("confidential", "internal", "personal"), ("aws:eu-west-1",), ("vendor.inactive",))
    ]
    # Who makes it is asked as well as who supplies it.
    cloud = replace(VENDOR, id="cloud", label="Cloud")
    hosted = a_snapshot(vendors=[VENDOR, cloud], services=[replace(SERVICE, vendor="cloud")])
    made = stop(hosted)
    assert made is not None
    assert [row.codes for row in made.rows] == [("vendor.inactive",)]
    assert stop(a_snapshot(vendors=[replace(VENDOR, status="suspended")])) is None


def test_rows_beyond_the_most_are_counted_and_questions_beyond_are_confessed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    teams = [Team(f"team-{number:02}", str(number), "") for number in range(30)]
    wide = replace(APPROVAL, teams=frozenset({"*"}))
    snapshot = a_snapshot(agreements=[ENDING], approvals=[wide], teams=teams)
    monkeypatch.setattr(lapses, "MOST_ROWS", 10)
    found = lapse(snapshot)
    assert found is not None
    assert (len(found.rows), found.total, found.hidden, found.is_complete) == (10, 30, 20, True)
    monkeypatch.setattr(lapses, "MOST_ASKED", 7)
    found = lapse(snapshot)
    assert found is not None
    assert (found.is_complete, found.total < 30) == (False, True)


def test_a_scope_of_everything_stays_affordable(monkeypatch: pytest.MonkeyPatch) -> None:
    """No more is judged than MOST_ASKED allows: all that is registered would be three million questions."""
    judged: list[Question] = []
    codes = ("approval.none",)
    monkeypatch.setattr(lapses, "MOST_ASKED", 1_000)
    monkeypatch.setattr(lapses.WhatIf, "find_codes", lambda _self, question: judged.append(question) or codes)
    teams = [Team(f"team-{number}", f"team-id-{number}", "") for number in range(100)]
    cases = [UseCase(f"case-{number}", f"case-id-{number}", "", frozenset({"*"})) for number in range(100)]
    regions = [Region(f"aws:eu-{number}", f"region-{number}", "", frozenset({"IE"})) for number in range(60)]
    wide = replace(
        APPROVAL,
        use_cases=frozenset({"*"}),
        teams=frozenset({"*"}),
        data_classes=frozenset({"*"}),
        regions=frozenset({"*"}),
        environments=frozenset({"*"}),
    )
    snapshot = a_snapshot(
        agreements=[ENDING],
        approvals=[wide],
        teams=teams,
        use_cases=cases,
        regions=regions,
        services=[replace(SERVICE, hosting_regions=frozenset(), hosting_countries=frozenset({"IE"}))],
    )
    found = lapse(snapshot)
    assert found is not None
    assert (len(judged), found.is_complete) == (1_000, False)
    assert len(found.rows) > 0


def test_the_instant_decides_which_groups_a_region_lies_in() -> None:
    """An approval for a grouping covers a region only while its country belongs to it."""
    left = Group("EEA", "European Economic Area", (Membership("IE", START, NOW - timedelta(days=1)),))
    found = lapse(
        a_snapshot(
            agreements=[ENDING],
            approvals=[replace(APPROVAL, regions=frozenset({"EEA"}))],
            groups=[left],
        )
    )
    assert found is not None
    assert found.total == 0
