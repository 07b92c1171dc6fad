"""What real updates said in outcomes, criteria, titles, texts and reasons: told as a person who read them would."""

from __future__ import annotations

import pytest

from tests.support.history import decided, real_pairs
from tests.support.paths import needs_registry

_KINDS = ("outcome.", "criterion.", "eligibility.", "title.", "text.", "results.", "why_stopped.")

# Trial and newer snapshot → (kind, rule) of each change in these sections. Every other real pair has none.
TOLD = {
    ("NCT05414032", "2026-02-25"): [
        ("text.edited", "text.meaning"),  # the detailed description is no longer of a randomized study
        ("text.edited", "text.numbers"),  # 200 patients became 100
    ],
    ("NCT05935098", "2026-03-13"): [("why_stopped.changed", "why_stopped.safety_denied")],
    ("NCT07011550", "2026-02-19"): [("why_stopped.changed", "why_stopped.regulator")],  # "FDA"
    ("NCT07098338", "2026-02-09"): [
        ("outcome.edited", "outcome.primary.judged"),  # the investigator is no longer named
        ("outcome.edited", "outcome.secondary.judged"),
        ("text.edited", "text.meaning"),  # 2L became 2/3L
    ],
    ("NCT07227597", "2026-03-09"): [
        ("criterion.edited", "criterion.population"),  # any history, irrespective of steroids
        ("criterion.edited", "criterion.reworded"),
        ("outcome.edited", "outcome.shift.uniform"),  # 25 outcomes, 59 → 58 months
    ],
    ("NCT07386002", "2026-02-09"): [("title.changed", "title.phase_word")],
    ("NCT07386002", "2026-02-11"): [
        ("title.changed", "text.meaning"),  # Glioblastoma became Glioma
        ("title.changed", "title.acronym"),
    ],
}


@needs_registry
def test_real_updates_are_told_as_they_are_and_the_others_tell_nothing_of_texts() -> None:
    found = {}
    for old, new in real_pairs():
        update = decided(old, new).update
        told = [c for c in update.changes if c.kind.startswith(_KINDS)] if update else []
        if told:
            found[new.trial, new.data_date] = sorted((change.kind, change.rule) for change in told)
    assert found == TOLD


@needs_registry
@pytest.mark.parametrize(
    ("trial", "day", "words"),
    [
        ("NCT05935098", "2026-03-13", "not driven by safety concerns as no new safety signals"),
        ("NCT07011550", "2026-02-19", "Reason given for stopping: “FDA”"),
        ("NCT07098338", "2026-02-09", "no longer says that it is assessed by: investigator and local site"),
        ("NCT07227597", "2026-03-09", "from 59 months to 58 months (−1.7 %): 3 of 4 primary and 22 of 22 secondary"),
        ("NCT07386002", "2026-02-11", "no longer says “Glioblastoma”"),
    ],
)
def test_the_words_that_matter_stand_in_the_summary(trial: str, day: str, words: str) -> None:
    pair = next(pair for pair in real_pairs() if (pair[1].trial, pair[1].data_date) == (trial, day))
    update = decided(*pair).update
    assert update is not None
    assert any(words in change.summary for change in update.changes)
