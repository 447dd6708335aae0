"""A snapshot as tables: every fact is there, the answers are the same, and what is like lies beside like."""

from __future__ import annotations

import gzip
import json
import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from imprimatur import InvalidSnapshot, Snapshot, evaluate
from imprimatur.bundle import canonical
from imprimatur.columns import read_column, write_column
from imprimatur.tables import from_tables, number_pins, to_tables
from tests.imprimatur.test_snapshot import RICH
from tests.imprimatur.world import APPROVAL, END, MODEL, NOW, START, TICK, a_question, a_snapshot

IDS = [str(UUID(int=(0x19A2_0000_0000 + 977 * n << 80) | n * 3**40)) for n in range(9)]
INSTANTS = [START + n * n * timedelta(hours=7) + n * TICK for n in range(9)]


def through_tables(snapshot: Snapshot) -> Snapshot:
    """The snapshot as a client reads it."""
    return from_tables(json.loads(canonical(to_tables(snapshot))))


@pytest.mark.parametrize("facts", [{}, RICH, {"approvals": []}, {"people": [], "agents": []}])
def test_tables_and_back_is_equal_and_decides_alike(facts: dict[str, Any]) -> None:
    snapshot = a_snapshot(**facts)
    back = through_tables(snapshot)
    assert back == number_pins(snapshot)
    assert to_tables(back) == to_tables(snapshot)
    assert evaluate(back, a_question(), NOW) == evaluate(snapshot, a_question(), NOW)


def make_pins(chance: random.Random) -> dict[str, list[Any]]:
    """Return resources of which some share a pin, and approvals of which some are bound to another one."""
    pins = [f"sha256:{n:064x}" for n in range(4)]
    resources = [
        replace(MODEL, id=f"omni/m-{n}", record_id=IDS[n], pin_digest=chance.choice(pins)) for n in range(4)
    ]
    approvals = [
        replace(APPROVAL, id=f"approval-{n}", resource_id=f"omni/m-{chance.randrange(5)}", pin_digest=pin)
        for n, pin in enumerate([*chance.choices(pins, k=6), "1", "no-digest"])
    ]
    return {"resources": resources, "approvals": approvals}


@pytest.mark.parametrize("seed", range(20))
def test_an_approval_of_another_pin_stays_void(seed: int) -> None:
    """Digests become numbers, and are equal then exactly when they were before."""
    snapshot = a_snapshot(**make_pins(random.Random(seed)))
    back = through_tables(snapshot)
    for number in range(5):
        question = a_question(resource_id=f"omni/m-{number}")
        assert evaluate(back, question, NOW) == evaluate(snapshot, question, NOW)
    facts = [(each, name) for name in ("resources", "approvals") for each in getattr(snapshot, name)]
    was, becomes = ([getattr(held, name)[key].pin_digest for key, name in facts] for held in (snapshot, back))
    assert len(set(zip(was, becomes, strict=True))) == len(set(was)) == len(set(becomes))


def test_the_order_in_which_facts_came_makes_no_difference() -> None:
    facts = make_pins(random.Random(1))
    backwards = {name: listed[::-1] for name, listed in facts.items()}
    assert canonical(to_tables(a_snapshot(**facts))) == canonical(to_tables(a_snapshot(**backwards)))


@pytest.mark.parametrize(
    ("values", "hints", "form"),
    [
        (["x"] * 5, {}, {"all"}),
        ([None, None], {}, {"all"}),
        (IDS, {}, {"ids"}),
        ([*IDS, "no-id"], {}, {"list"}),
        ([IDS[0].upper().replace("0", "A"), *IDS[1:]], {}, {"list"}),
        (INSTANTS, {"is_instant": True}, {"instants"}),
        ([*INSTANTS, None], {"is_instant": True}, {"instants"}),
        (
            [each + TICK for each in INSTANTS],
            {"is_instant": True, "near": ("k.begun", INSTANTS)},
            {"instants", "beyond"},
        ),
        (["0", "7", "12"], {}, {"digits"}),
        (["0", "07", "12"], {}, {"list"}),
        ([*IDS, *IDS], {}, {"words", "at"}),
        ([*INSTANTS, *INSTANTS, None, None], {"is_instant": True}, {"words", "at"}),
        ([["b", "a"], None, ["b", "a"], None], {}, {"words", "at"}),
        ([True, 1, True, 1], {}, {"words", "at"}),
        ([IDS[3], "other", None, IDS[3]], {"like": ("k.id", IDS)}, {"of", "words", "at"}),
        (["a", "b", None], {}, {"list"}),
    ],
)
def test_a_column_reads_as_it_was_written(values: list[Any], hints: dict[str, Any], form: set[str]) -> None:
    column = json.loads(canonical(write_column(values, **hints)))
    assert set(column) == form
    back = read_column(column, len(values), {"k.id": IDS, "k.begun": INSTANTS})
    assert json.dumps(back, default=datetime.isoformat) == json.dumps(values, default=datetime.isoformat)


@pytest.mark.parametrize(
    ("numbers", "form"),
    [
        ([5, 3, 900], list),
        ([70_000_000_000 + n for n in range(50)], {"steps"}),
        ([random.Random(n).getrandbits(50) for n in range(50)], {"from", "bytes", "packed"}),
    ],
)
def test_numbers_take_the_smaller_form(numbers: list[int], form: Any) -> None:
    written = write_column([str(each) for each in numbers])["digits"]
    assert form is list if type(written) is list else set(written) == form
    assert read_column({"digits": written}, len(numbers), {}) == [str(each) for each in numbers]


@pytest.mark.parametrize(
    "column",
    [
        None,
        [],
        {},
        {"some": 1},
        {"all": 1, "at": [0, 0]},
        {"list": ["a"]},
        {"list": "ab"},
        {"words": ["a"], "at": [0, 0]},
        {"words": {"list": ["a"]}, "at": [0, 1]},
        {"words": {"list": ["a"]}, "at": [0, -1]},
        {"words": {"list": ["a", "b"]}, "at": [0, True]},
        {"words": {"all": "a"}, "at": [0, 0]},
        {"of": "k.unknown", "words": [], "at": [0, 0]},
        {"digits": [1, None]},
        {"digits": {"steps": [1, 2.5]}},
        {"digits": {"from": 0, "bytes": 3, "packed": "AAAA_w"}},
        {"digits": {"from": 0, "bytes": 1, "packed": "AAA"}},
        {"digits": {"from": 0, "bytes": 3, "packed": "!!!!!!!!"}},
        {"ids": {"times": [1, 2], "rest": "AAAA"}},
        {"ids": {"times": [1, 2**48], "rest": "A" * 27}},
        {"instants": [1, 10**30]},
        {"instants": [1, 2], "beyond": "k.unknown"},
    ],
)
def test_what_is_no_column_is_refused(column: Any) -> None:
    with pytest.raises(InvalidSnapshot):
        read_column(column, 2, {"k.id": IDS})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["format"], "imprimatur-tables/2"),
        (["revision"], True),
        (["teams"], None),
        (["more"], {}),
        (["teams", "rows"], -1),
        (["teams", "rows"], 10**9),
        (["teams", "columns"], []),
        (["teams", "columns", "colour"], {"all": "red"}),
        (["teams", "columns", "label"], {"all": 7}),
        (["approvals", "columns", "teams"], {"all": "support"}),
        (["approvals", "columns", "valid_from"], {"all": 7}),
        (["approvals", "columns", "label"], {"instants": [7]}),
    ],
)
def test_what_is_no_table_is_refused(path: list[str], value: Any) -> None:
    body: Any = to_tables(a_snapshot())
    holder = body
    for name in path[:-1]:
        holder = holder[name]
    holder[path[-1]] = value
    with pytest.raises(InvalidSnapshot):
        from_tables(body)


@pytest.mark.parametrize(
    "path", [["format"], ["policy"], ["teams"], ["teams", "rows"], ["teams", "columns", "label"]]
)
def test_a_table_that_lacks_something_is_refused(path: list[str]) -> None:
    body: Any = to_tables(a_snapshot())
    holder = body
    for name in path[:-1]:
        holder = holder[name]
    del holder[path[-1]]
    with pytest.raises(InvalidSnapshot):
        from_tables(body)


def test_a_thousand_approvals_cost_little_more_than_their_ids() -> None:
    """Two ids of 74 random bits and a time each: some 30 bytes a resource with its approval, and its name."""
    chance = random.Random(4)

    def make_id(n: int) -> str:
        return str(
            UUID(int=(0x19A2_0000_0000 + 60_000 * n << 80) | chance.getrandbits(74) | 7 << 76 | 2 << 62)
        )

    models = [
        replace(MODEL, id=f"omni/m-{n}", record_id=make_id(n), label=f"omni/m-{n}") for n in range(1_000)
    ]
    approvals = [
        replace(APPROVAL, id=make_id(n), label=f"APR-{n}", resource_id=f"omni/m-{n}", valid_until=END)
        for n in range(1_000)
    ]
    body = canonical(to_tables(a_snapshot(resources=models, approvals=approvals)))
    assert len(gzip.compress(body, 6)) < 37 * 1_000
