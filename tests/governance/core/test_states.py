"""A step that the state of a record does not allow: one sentence for every kind, and the record as it was."""

from __future__ import annotations

import pytest

from governance.core.errors import ConflictingState
from governance.core.states import move
from vendors.assessments.models import Assessment
from vendors.directory.models import Vendor


def test_a_step_that_is_possible_is_taken() -> None:
    vendor = Vendor(name="Acme")
    move(vendor, "activate")
    assert vendor.lifecycle == "active"


@pytest.mark.parametrize(
    ("record", "step", "sentence"),
    [
        (Vendor(name="Acme"), "suspend", "This is not possible while the vendor is: prospect."),
        (Assessment(), "accept", "This is not possible while the assessment is: draft."),
    ],
)
def test_another_is_refused_in_the_words_of_the_kind_and_its_state(
    record: Vendor | Assessment, step: str, sentence: str
) -> None:
    with pytest.raises(ConflictingState) as refusal:
        move(record, step)
    assert refusal.value.sentences == [sentence]
