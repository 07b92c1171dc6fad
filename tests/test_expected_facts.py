"""Facts that a good alert about these updates must hold: what a reader would else have to look up in the registry."""

from __future__ import annotations

import pytest

from tests.support.history import decided, real_pairs
from tests.support.paths import needs_registry
from watcher.model import UpdateMessage
from watcher.render.text import text

pytestmark = needs_registry

FACTS = [
    # An analyst asks how many arms are left, and whether the design still claims what is gone.
    ("NCT05414032", "2026-02-25", "Arms listed: 3 → 2"),
    ("NCT05414032", "2026-02-25", "The design is still given as randomized, parallel"),
    ("NCT05414032", "2026-02-25", "Planned enrollment changed from 200 to 102 (−49 %)"),
    ("NCT05935098", "2026-03-13", "The lead sponsor is still given as BeiGene"),
    ("NCT05935098", "2026-03-13", "428 days earlier than last estimated (31 Mar 2027)"),
    ("NCT05935098", "2026-03-13", "Class by its words: safety denied"),
    ("NCT07098338", "2026-02-09", "It now equals study completion, which did not move"),
    ("NCT07098338", "2026-02-09", "SITES: 57 → 63"),
    # A journalist asks how long nobody wrote, and what the authority did.
    ("NCT04743661", "2026-02-09", "Submitted 3 Feb 2026 (before: 2 Aug 2024), posted 5 Feb 2026"),
    ("NCT07011550", "2026-02-19", "The registry gives no more than this"),
    ("NCT07011550", "2026-02-19", "Submitted 186 days after it happened"),
    ("NCT07011550", "2026-02-19", "7 participants enrolled so far (actual); the plan was 40"),
    ("NCT05665595", "2026-02-18", "Lancet Oncol. 2026 Feb 13” (PMID 41698381)"),
    # A meta-researcher asks whether an outcome moved before or after the first participant joined.
    (
        "NCT07227597",
        "2026-03-09",
        "Whether this came before or after the start (29 Jan 2026), the record does not tell",
    ),
    ("NCT07227597", "2026-03-09", "3 of 4 primary and 22 of 22 secondary"),
    ("NCT06646627", "2026-02-09", "The date given before had passed when this was submitted"),
    # A registry team asks what the record holds now.
    ("NCT06911827", "2026-02-25", "Submitted 291 days after it happened"),
    ("NCT04736173", "2026-06-17", "In 39 cities of 10 countries"),
    ("NCT04736173", "2026-06-17", "Kuala Lumpur (Malaysia) 4 → 1"),
    ("NCT04736173", "2026-06-17", "24014 → 24060"),
    # A patient asks where, and whom to call.
    ("NCT06868277", "2026-03-02", "United Kingdom (1): Oxford"),
    ("NCT06989112", "2026-03-12", "Site suspended before it opened: San Francisco, California, 94143 (United States)"),
    ("NCT06754501", "2026-02-18", "The contacts are hidden by the registry"),
]


@pytest.mark.parametrize(("trial", "day", "fact"), FACTS)
def test_a_fact_that_a_reader_needs_is_told(trial: str, day: str, fact: str) -> None:
    ((old, new),) = [(old, new) for old, new in real_pairs() if (new.trial, new.data_date) == (trial, day)]
    update = decided(old, new).update
    assert update is not None
    said = text(UpdateMessage(id="0123456789abcdef01234567", update=update))
    assert fact in " ".join(said.split())
