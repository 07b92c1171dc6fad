"""Pairs that differ in bytes and in nothing that anybody means; and those of bookkeeping alone."""

from __future__ import annotations

from tests.pairs.row import Pair, pair
from tests.support.trial import SITES, base

_CRITERIA = "eligibilityModule.eligibilityCriteria"
_SECONDARY = "outcomesModule.secondaryOutcomes"
_TEXT = base()["protocolSection"]["eligibilityModule"]["eligibilityCriteria"]
_OUTCOMES = base()["protocolSection"]["outcomesModule"]["secondaryOutcomes"]
_ARMS = base()["protocolSection"]["armsInterventionsModule"]["armGroups"]
_LONG = "descriptionModule.detailedDescription"
_ACCESS = "statusModule.expandedAccessInfo"
_DMC = "oversightModule.oversightHasDmc"


def _same(name: str, *steps: object, given: tuple[object, ...] = (), correction: int | tuple[int, ...] = ()) -> Pair:
    return pair(name, steps, given=given, submitted=None, correction=correction)


PAIRS: tuple[Pair, ...] = (
    _same("nothing at all"),
    _same("the data date of the registry", "derivedSection.miscInfoModule.versionHolder", "2026-03-10"),
    _same("sites in another order", "contactsLocationsModule.locations", SITES[::-1]),
    _same("outcomes in another order", _SECONDARY, _OUTCOMES[::-1], correction=5),
    _same("arms in another order", "armsInterventionsModule.armGroups", _ARMS[::-1]),
    _same("countries in another order", "derivedSection.miscInfoModule.removedCountries", ["Italy", "France"],
          given=("derivedSection.miscInfoModule.removedCountries", ["France", "Italy"])),
    _same("criteria renumbered", _CRITERIA, _TEXT.replace("1. ", "01) ").replace("2. ", "02) ")),
    _same("criteria with bullets instead of numbers", _CRITERIA, _TEXT.replace("1. ", "* ").replace("2. ", "* ")),
    _same("escapes undone", _CRITERIA, _TEXT.replace("\\>=", ">=")),
    _same("spaces and lines", _LONG, "One  text\n\nof two lines", given=(_LONG, "One text of two\u00a0lines")),
    _same("an escape in a description", _LONG, "A value < 5 and [all]", given=(_LONG, r"A value \< 5 and \[all\]")),
    _same("no expanded access, said or not", f"{_ACCESS}.hasExpandedAccess", None, correction=12),
    _same("no expanded access, not said or said", f"{_ACCESS}.hasExpandedAccess", False, given=(_ACCESS, {}),
          correction=12),
    _same("the whole statement on expanded access gone, which said no", _ACCESS, None, correction=12),
    _same("no committee, said or not", _DMC, None, given=(_DMC, False)),
    _same("an empty list", "conditionsModule.keywords", [], given=("conditionsModule.keywords", [""])),
    _same("an empty text", "identificationModule.acronym", "", given=("identificationModule.acronym", None)),
    # Bookkeeping is one administrative `verified`, shown when all is asked for; of it nothing is told here.
    pair("verified again", ("statusModule.statusVerifiedDate", "2026-03")),
    pair("submitted and posted again", ()),
    pair("submitted and verified again", ("statusModule.statusVerifiedDate", "2026-03",
                                          "statusModule.studyFirstSubmitQcDate", "2025-01-12")),
)  # fmt: skip
