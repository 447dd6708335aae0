"""Inherent and residual risk: what the tables say, and that they never run against sense."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.classification.enums import DataCategory, Sensitivity
from vendors.assessments.risk import (
    CATEGORIES,
    LOWERED,
    SENSITIVITIES,
    TIERS,
    Band,
    Contribution,
    Exposure,
    Step,
    reckon_inherent,
    reckon_residual,
)
from vendors.directory.enums import VendorTier

LEAST = Exposure("low", "", trains_on_data=False)
EXPOSURES = st.builds(
    Exposure,
    tier=st.sampled_from(sorted(TIERS)),
    sensitivity=st.sampled_from([None, "", *SENSITIVITIES]),
    categories=st.frozensets(st.sampled_from([*CATEGORIES, "of-our-own"])),
    places_outside=st.integers(0, 6),
    trains_on_data=st.sampled_from([None, False, True]),
)
BANDS = st.sampled_from(Band)
PERCENTS = st.none() | st.integers(0, 100)
COUNTS = st.integers(0, 5)


def rank(percent: int | None) -> int:
    """Order scores: none is the worst."""
    return -1 if percent is None else percent


def test_the_tables_know_every_word_of_the_records() -> None:
    assert set(TIERS) == set(VendorTier.values)
    assert list(SENSITIVITIES) == list(Sensitivity.values)
    assert set(CATEGORIES) == set(DataCategory.values)


def test_the_reckoning_is_listed_line_by_line() -> None:
    exposure = Exposure("high", "confidential", frozenset({"personal", "phi"}), 2, None)
    found = reckon_inherent(exposure)
    assert found.contributions == (
        Contribution("tier", "high", 20),
        Contribution("sensitivity", "confidential", 15),
        Contribution("category", "phi", 15),
        Contribution("category", "personal", 5),
        Contribution("places", "2", 10),
        Contribution("training", "unknown", 15),
    )
    assert (found.points, found.band) == (80, Band.CRITICAL)


@pytest.mark.parametrize(
    ("change", "points", "band"),
    [
        ({}, 0, Band.LOW),
        ({"tier": "critical"}, 30, Band.MODERATE),
        ({"sensitivity": "confidential", "categories": frozenset({"personal"})}, 20, Band.LOW),
        (
            {"sensitivity": "confidential", "categories": frozenset({"personal"}), "places_outside": 1},
            25,
            Band.MODERATE,
        ),
        ({"sensitivity": "restricted", "categories": frozenset({"itar"})}, 50, Band.HIGH),
        ({"sensitivity": None}, 30, Band.MODERATE),
        ({"categories": frozenset(CATEGORIES)}, 30, Band.MODERATE),
        ({"categories": frozenset({"of-our-own"})}, 10, Band.LOW),
        ({"places_outside": 40}, 15, Band.LOW),
        ({"tier": "critical", "sensitivity": "restricted", "trains_on_data": True}, 75, Band.CRITICAL),
    ],
)
def test_points_make_a_band(change: dict[str, object], points: int, band: Band) -> None:
    found = reckon_inherent(replace(LEAST, **change))
    assert (found.points, found.band) == (points, band)


@pytest.mark.parametrize("change", [{"tier": "enormous"}, {"sensitivity": "secret"}, {"places_outside": -1}])
def test_what_no_table_knows_is_refused(change: dict[str, object]) -> None:
    with pytest.raises((KeyError, ValueError)):
        reckon_inherent(replace(LEAST, **change))


@given(EXPOSURES)
def test_the_points_are_the_sum_of_the_lines(exposure: Exposure) -> None:
    found = reckon_inherent(exposure)
    assert found.points == sum(line.points for line in found.contributions)
    assert all(line.points >= 0 for line in found.contributions)
    assert sum(line.code == "category" for line in found.contributions) == len(exposure.categories)


@given(EXPOSURES, EXPOSURES)
def test_nothing_worse_ever_lowers_the_inherent_risk(one: Exposure, other: Exposure) -> None:
    order = ["", *SENSITIVITIES]
    most = (
        None
        if None in (one.sensitivity, other.sensitivity)
        else max(one.sensitivity, other.sensitivity, key=order.index)
    )
    worse = Exposure(
        max(one.tier, other.tier, key=TIERS.__getitem__),
        most,
        one.categories | other.categories,
        max(one.places_outside, other.places_outside),
        one.trains_on_data if other.trains_on_data is False else other.trains_on_data,
    )
    before, after = reckon_inherent(one), reckon_inherent(worse)
    assert after.points >= before.points
    assert after.band >= before.band


def test_the_residual_table_is_the_one_in_the_module() -> None:
    scores = (None, 0, 49, 50, 74, 75, 89, 90, 100)
    rows = {band.name: "".join(reckon_residual(band, each).band.name[0] for each in scores) for band in Band}
    assert rows == {
        "LOW": "LLLLLLLLL",
        "MODERATE": "MMMMMLLLL",
        "HIGH": "HHHHHMMMM",
        "CRITICAL": "CCCCCHHMM",
    }


@pytest.mark.parametrize(
    ("critical", "high", "band"),
    [
        (0, 0, Band.LOW),
        (0, 1, Band.MODERATE),
        (0, 2, Band.MODERATE),
        (0, 3, Band.HIGH),
        (1, 0, Band.HIGH),
        (2, 9, Band.HIGH),
    ],
)
def test_open_findings_raise_it(critical: int, high: int, band: Band) -> None:
    assert reckon_residual(Band.MODERATE, 95, critical_findings=critical, high_findings=high).band is band


def test_each_step_to_the_residual_risk_is_told() -> None:
    found = reckon_residual(Band.CRITICAL, 91, high_findings=1)
    assert found.steps == (
        Step("inherent", "", Band.CRITICAL),
        Step("score", "91", Band.MODERATE),
        Step("findings", "0 critical, 1 high", Band.HIGH),
    )
    assert found.band is Band.HIGH


@given(BANDS, BANDS, PERCENTS, PERCENTS, COUNTS, COUNTS, COUNTS, COUNTS)
def test_the_residual_risk_follows_sense(
    band: Band,
    other: Band,
    percent: int | None,
    another: int | None,
    few: int,
    more: int,
    low: int,
    many: int,
) -> None:
    def left(inherent: Band, score: int | None, critical: int, high: int) -> Band:
        return reckon_residual(inherent, score, critical_findings=critical, high_findings=high).band

    base = left(band, percent, few, low)
    assert left(max(band, other), percent, few, low) >= base
    assert left(band, max(percent, another, key=rank), few, low) <= base
    assert left(band, percent, few + more, low + many) >= base
    assert left(band, percent, few + 1, low) >= max(base, Band.HIGH)


def test_a_score_never_lowers_a_risk_to_less_than_the_row_before_allows() -> None:
    rows = [LOWERED[band] for band in Band]
    assert all(list(row) == sorted(row, reverse=True) for row in rows)
    assert all(list(column) == sorted(column) for column in zip(*rows, strict=True))
