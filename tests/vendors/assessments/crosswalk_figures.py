"""How well answers are carried forward over a crosswalk, in figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tests.vendors.assessments.crosswalk import Crosswalk
from vendors.assessments.carry_forward import propose
from vendors.assessments.matching import MARGIN, THRESHOLD, PairKind
from vendors.questionnaires.answers import Answer


@dataclass(frozen=True)
class Figures:
    """Counts of offers (right and all), of questions that have an old one (`known`), and of reused ids.

    Offers and known questions count without those of the same id and text, which anybody finds. `wrongly_offered` are
    reused ids for which their own old answer was offered; `warned` those that came with a warning.
    """

    right: int = 0
    offers: int = 0
    known: int = 0
    reused: int = 0
    wrongly_offered: int = 0
    warned: int = 0

    @property
    def precision(self) -> float:
        """The share of the offers that is right."""
        return self.right / self.offers if self.offers else 1.0

    @property
    def recall(self) -> float:
        """The share of the questions that have an old one for which it is offered."""
        return self.right / self.known if self.known else 1.0

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


def measure(crosswalk: Crosswalk, threshold: int = THRESHOLD, margin: int = MARGIN) -> Figures:
    """Propose the answers of a fully answered old version and count."""
    answers = {question.id: Answer(question.id, "yes") for question in crosswalk.old}
    proposals = propose(crosswalk.old, answers, crosswalk.new, threshold, margin)
    offers = [each for each in proposals if each.offered and each.kind is not PairKind.SAME]
    return Figures(
        right=sum(crosswalk.truth.get(each.new_id) == each.old_id for each in offers),
        offers=len(offers),
        known=len(crosswalk.truth) - len(crosswalk.identical),
        reused=len(crosswalk.reused),
        wrongly_offered=sum(
            each.new_id == each.old_id in crosswalk.reused for each in proposals if each.offered
        ),
        warned=sum(each.kind is PairKind.REUSED_ID for each in proposals if each.new_id in crosswalk.reused),
    )


def add_up(figures: Iterable[Figures]) -> Figures:
    """Return the figures of several crosswalks as one."""
    return sum(figures, Figures())
