"""How many old answers are found again in the next version of a questionnaire, and how many are found wrongly.

    python -m tests.benchmarks.carry_forward [number of crosswalks]

Prints for each margin, and then for each threshold at the margin in use, over crosswalks of the size of CAIQ 4.0.3 to
4.1.0 in our own wording: precision and recall of the offers besides those of the same id and text, the precision on the
worst crosswalk, and for how many ids that ask something else the old answer is offered all the same. The margin to use
is the lowest at which every crosswalk reaches LEAST_PRECISE and no reused id gets an offer. With a margin the threshold
hardly matters here, because every frame has several questions; it was set on published texts: from OWASP ASVS 4.0.3 to
5.0.0, where OWASP says what became of what, 300 gives a precision of 0.96 with a recall of 0.61, 400 gives 0.98 with
0.51, 500 gives 0.99 with 0.38. Last come the seconds that large questionnaires take.
"""

from __future__ import annotations

import sys
import time
from random import Random

from tests.vendors.assessments.crosswalk import Crosswalk, make_crosswalk
from tests.vendors.assessments.crosswalk_figures import add_up, measure
from vendors.assessments.matching import MARGIN, THRESHOLD, match_questions
from vendors.questionnaires.content import Question, Questionnaire, Section

CROSSWALKS = 30
MARGINS = range(0, 140, 20)
THRESHOLDS = range(200, 750, 50)
LEAST_PRECISE = 0.95
SIZES = (320, 1_000, 3_000)


def make_large(size: int, seed: int) -> Questionnaire:
    """Return a questionnaire of invented words, some of them frequent as in a language."""
    chance = Random(seed)
    letters = Random(0)
    words = [
        "".join(letters.choices("abcdefghijklmnopqrstuvwxyz", k=letters.randint(4, 10))) for _ in range(4_000)
    ]
    texts = (
        " ".join(words[min(int(chance.paretovariate(0.6)), 3_999)] for _ in range(25)) for _ in range(size)
    )
    asked = tuple(Question(f"{seed}-{number}", text) for number, text in enumerate(texts))
    return Questionnaire("Large", (Section("s", "All", questions=asked),))


def measure_all(label: str, crosswalks: list[Crosswalk], threshold: int, margin: int) -> bool:
    """Print a row and return whether the figures are good enough."""
    each = [measure(crosswalk, threshold, margin) for crosswalk in crosswalks]
    total, worst = add_up(each), min(figures.precision for figures in each)
    print(
        f"{label}  {total.precision:9.3f}  {worst:5.3f}  {total.recall:6.3f}"
        f"  {total.wrongly_offered:10} of {total.reused:4}  {total.warned:9}"
    )
    return worst >= LEAST_PRECISE and not total.wrongly_offered


def main() -> None:
    """Print a row for each margin, the one to use, a row for each threshold, and one for each size."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else CROSSWALKS
    crosswalks = [make_crosswalk(seed) for seed in range(1, count + 1)]
    print("   margin  precision  worst  recall  reused ids offered  warned of")
    fit = [each for each in MARGINS if measure_all(f"{each:9}", crosswalks, THRESHOLD, each)]
    print(f"use {min(fit, default='none of these')}; the default is {MARGIN}")
    print("threshold")
    for threshold in THRESHOLDS:
        measure_all(f"{threshold:9}", crosswalks, threshold, MARGIN)
    for size in SIZES:
        old, new = make_large(size, 1), make_large(size, 2)
        begun = time.perf_counter()
        match_questions(old, new)
        print(f"{size} x {size}: {time.perf_counter() - begun:.2f} s")


if __name__ == "__main__":
    main()
