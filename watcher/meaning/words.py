"""Values of the registry as people write them: constants, counts, dates, lists."""

from __future__ import annotations

from collections.abc import Sequence
from math import trunc

from watcher.meaning.dates import PartialDate
from watcher.model import Json

STATUS_WORDS = {
    "ACTIVE_NOT_RECRUITING": "active, not recruiting",
    "COMPLETED": "completed",
    "ENROLLING_BY_INVITATION": "enrolling by invitation",
    "NOT_YET_RECRUITING": "not yet recruiting",
    "RECRUITING": "recruiting",
    "SUSPENDED": "suspended",
    "TERMINATED": "terminated",
    "WITHDRAWN": "withdrawn",
    "AVAILABLE": "available",
    "NO_LONGER_AVAILABLE": "no longer available",
    "TEMPORARILY_NOT_AVAILABLE": "temporarily not available",
    "APPROVED_FOR_MARKETING": "approved for marketing",
    "WITHHELD": "withheld",
    "UNKNOWN": "unknown",
}

PHASE_WORDS = {
    "NA": "not applicable",
    "EARLY_PHASE1": "early phase 1",
    "PHASE1": "phase 1",
    "PHASE2": "phase 2",
    "PHASE3": "phase 3",
    "PHASE4": "phase 4",
}

# Constants whose plain lower-case form would not be what a person writes.
_CONSTANTS = {
    **STATUS_WORDS,
    **PHASE_WORDS,
    "NA": "not applicable",
    "NON_RANDOMIZED": "not randomized",
    "SINGLE_GROUP": "single group",
    "NONE": "none (open label)",
    "OUTCOMES_ASSESSOR": "outcomes assessor",
    "CARE_PROVIDER": "care provider",
    "ECT": "educational, counselling or training",
    "SAP": "statistical analysis plan",
    "ICF": "informed consent form",
    "CSR": "clinical study report",
    "EUDRACT_NUMBER": "EudraCT number",
    "CTIS": "EU CT number",
    "NIH": "NIH",
    "FDA": "FDA",
    "FED": "US federal",
    "OTHER_GOV": "other government",
    "INDIV": "individual",
    "AMBIG": "ambiguous",
    "VA": "VA",
    "CDC": "CDC",
    "AHRQ": "AHRQ",
    "SAMHSA": "SAMHSA",
    "NON_PROBABILITY_SAMPLE": "non-probability sample",
    "SAMPLES_WITH_DNA": "samples with DNA",
    "SAMPLES_WITHOUT_DNA": "samples without DNA",
}


# The registry writes this where a count is not known.
NO_COUNT = 99_999_999

# The fields whose values are constants of the registry, by the last key of their path. The values of all others are
# somebody's own words, in capitals or not: a condition is "NSCLC", a sponsor "NCCN".
CONSTANT_FIELDS = frozenset(
    (
        "allocation", "assessmentType", "ciNumSides", "class", "dispersionType", "infoTypes", "interventionModel",
        "ipdSharing", "lastKnownStatus", "masking", "nonInferiorityType", "observationalModel", "overallStatus",
        "paramType", "phases", "primaryPurpose", "relevance", "reportingStatus", "restrictionType", "retention", "role",
        "samplingMethod", "sex", "status", "statusForNctId", "stdAges", "studyType", "timePerspective", "type",
        "whoMasked",
    )
)  # fmt: skip


def worded(field: str, value: Json) -> str:
    """A value of the field (a path, or its last key) in words; text as it was sent."""
    name = field.rpartition(".")[2].removesuffix("[]")
    if name not in CONSTANT_FIELDS:
        return date(value) if name.lower().endswith("date") else plain(value)
    return joined([constant(item) for item in value]) if isinstance(value, list) else constant(value)


def constant(value: Json) -> str:
    """A registry constant in words: NOT_YET_RECRUITING → "not yet recruiting". Of `worded` fields only."""
    if not isinstance(value, str):
        return plain(value)
    if value in _CONSTANTS:
        return _CONSTANTS[value]
    is_constant = value.replace("_", "").isalnum() and value.isupper() and len(value) > 1
    return value.replace("_", " ").lower() if is_constant and ("_" in value or value.isalpha()) else value


def plain(value: Json) -> str:
    """Any leaf in words."""
    if value is None:
        return "not stated"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return number(value)
    if isinstance(value, list):
        return joined([plain(item) for item in value])
    if isinstance(value, dict):
        return ", ".join(f"{words_of_key(key)}: {worded(key, inner)}" for key, inner in value.items())
    return str(value)


# Keys that taken apart would be no words.
_KEYS = {
    "ciLowerLimitComment": "comment on the lower confidence limit",
    "ciUpperLimitComment": "comment on the upper confidence limit",
    "pValueComment": "comment on the p-value",
    "phoneExt": "phone extension",
    "pmid": "PMID",
}


def words_of_key(key: str) -> str:
    """`maskingDescription` → "masking description"."""
    if key in _KEYS:
        return _KEYS[key]
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in key)


def number(value: float) -> str:
    """1234 → "1,234"."""
    return f"{value:,}"


def count(value: int, singular: str, plural: str | None = None) -> str:
    """(1, "site") → "1 site"; (2, "site") → "2 sites"; (1, "country", "countries")."""
    return f"{number(value)} {singular if value == 1 else plural or singular + 's'}"


def signed(percentage: float) -> str:
    """12.5 → "+12.5", -9 → "−9" (a true minus sign)."""
    return f"{'−' if percentage < 0 else '+'}{_short_of(abs(percentage))}"


def percent(part: float, whole: float) -> str:
    """How many per cent of the whole a part is."""
    return _short_of(100 * part / whole)


def _short_of(percentage: float) -> str:
    """Never rounded up onto a round figure: 1,199 of 1,200 are 99.9 %, since readers take 100 at its word."""
    nearest = round(percentage)
    if nearest == percentage or (percentage >= 10 and nearest % 5):
        return number(nearest)
    tenths = round(percentage, 1)
    if tenths.is_integer() and tenths > percentage:
        tenths = trunc(percentage * 10) / 10
    return number(int(tenths) if tenths.is_integer() else tenths)


def joined(parts: Sequence[str], limit: int | None = None) -> str:
    """a, b and c; beyond the limit: a, b and 7 more."""
    if limit is not None and len(parts) > limit:
        return f"{', '.join(parts[:limit])} and {number(len(parts) - limit)} more"
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def quoted(value: str, limit: int = 200) -> str:
    """“…”, cut at a word's border when longer than the limit."""
    return f"“{shortened(value, limit)}”"


def shortened(value: str, limit: int) -> str:
    """Cut at a word's border and said to be cut; never longer than the limit."""
    if len(value) <= limit:
        return value
    fits = max(0, limit - len(" …"))
    head = value[:fits].rsplit(" ", 1)[0] if value[fits].isalnum() else value[:fits]
    return f"{head.rstrip(' ,;:–-…“(')} …"


def date(value: Json) -> str:
    """2027-05-14 → "14 May 2027"; 2027-05 → "May 2027"; anything else as it is."""
    parsed = PartialDate.parse(value)
    return parsed.words if parsed else plain(value)


def sentence(text: str) -> str:
    """First letter made a capital; nothing else is touched."""
    return text[:1].upper() + text[1:]


def phase(phases: Sequence[str]) -> str | None:
    """("PHASE2", "PHASE3") → "Phase 2/3"; None for observational trials, which have none."""
    if not phases:
        return None
    if tuple(phases) == ("NA",):
        return "Phase not applicable"
    names = [PHASE_WORDS.get(name, name.lower()).removeprefix("phase ") for name in phases]
    return sentence("/".join(names)) if names[0].startswith("early") else f"Phase {'/'.join(names)}"
