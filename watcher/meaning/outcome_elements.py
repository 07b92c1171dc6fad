"""What an outcome is made of, and which of its elements differ between two versions of it.

Similar words alone do not make one outcome (significance.md, correction 5): domain, measurement, metric, cutoff,
assessor, confirmation, composite members, negation and time point are compared each for itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from watcher.meaning.outcome_times import quantities, time_words
from watcher.meaning.similarity import similarity, tokens
from watcher.model import Json

_Words = frozenset[str]


def _table(rows: Mapping[str, str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)) for name, pattern in rows.items())


_DOMAINS = _table(
    {
        "overall survival": r"overall survival|(?-i:OS)",
        "progression-free survival": r"progression[- ]free survival|(?-i:r?PFS\d?)",
        "disease-free survival": r"(?:invasive )?disease[- ]free survival|(?-i:i?DFS)",
        "event-free survival": r"event[- ]free survival|(?-i:EFS)",
        "relapse-free survival": r"(?:relapse|recurrence)[- ]free survival|(?-i:RFS)",
        "metastasis-free survival": r"metastas[ie]s[- ]free survival|(?-i:D?MFS)",
        "objective response": r"(?:objective|overall) (?:tumou?r )?response(?: rates?)?|ORR",
        "duration of response": r"duration of (?:\w+ )?response|(?-i:DoR|DOR)",
        "disease control": r"disease control(?: rate)?|(?-i:DCR)",
        "clinical benefit": r"clinical benefit(?: rate)?|(?-i:CBR)",
        "complete response": r"complete (?:response|remission)(?: rate)?|(?-i:CRR|pCR)"
        r"|pathologic(?:al)? complete response",
        "major pathologic response": r"major pathologic(?:al)? response|(?-i:MPR)",
        "time to response": r"time to (?:\w+ )?response|(?-i:TTR)",
        "time to progression": r"time to (?:\w+ )?progression|(?-i:TTP)",
        "dose-limiting toxicity": r"dose[- ]limiting toxicit(?:y|ies)|DLTs?",
        "maximum tolerated dose": r"maxim(?:um|al) tolerated dose|(?-i:MTD)",
        "recommended dose": r"recommended (?:phase \S+ |expansion )?dose|(?-i:RP[23]D|RDE)",
        "serious adverse events": r"serious (?:adverse|AE)\w*(?: events?)?|(?-i:SAEs?|serious TEAEs?)",
        "adverse events of special interest": r"(?:adverse )?events? of special interest|(?-i:AESIs?)",
        "discontinuation": r"discontinu\w+|withdraw(?:al|n|als) from",
        "adverse events": r"adverse (?:events?|reactions?)|(?-i:(?:TE|TR|ir)?AEs?)",
        "death": r"deaths?|(?:all[- ]cause )?mortality",
        "maximum concentration": r"maxim(?:um|al) (?:\w+ ){0,3}concentration|peak (?:\w+ )?concentration|Cmax",
        "trough concentration": r"trough (?:\w+ )?concentration|Ctrough|Cmin",
        "area under the curve": r"area under (?:the )?(?:\w+[- ])*curve|AUC\S*",
        "time of maximum concentration": r"time (?:to|of) (?:reach )?(?:the )?(?:maxim(?:um|al)|peak)|Tmax",
        "half-life": r"half[- ]li(?:fe|ves)|t1/2",
        "clearance": r"clearance|(?-i:CL(?:/F)?)",
        "volume of distribution": r"volume of distribution|(?-i:V[dz])",
        "antidrug antibodies": r"anti[- ]?drug[- ]antibod(?:y|ies)|(?-i:ADAs?)|immunogenicity",
        "quality of life": r"quality[- ]of[- ]life|HRQoL|QoL",
        "hospitalization": r"hospitali[sz]ations?",
        "exacerbations": r"exacerbations?",
        "pain": r"pain",
        "FEV1": r"FEV ?1|forced expiratory volume\w*",
        "HbA1c": r"HbA1c|glycated ha?emoglobin",
        "body weight": r"body weight",
    }
)
# An event named inside another domain's name is not a domain of its own.
_INSIDE = {
    "adverse events": {"serious adverse events", "adverse events of special interest", "discontinuation"},
    "death": {"overall survival"},
    "objective response": {"duration of response", "time to response"},
}
_MEASUREMENTS = _table(
    {
        "RECIST 1.1": r"(?<![im])RECIST\W*(?:v(?:ersion)?\.?\W*)?1\.1|RECIST\W+criteria\W+1\.1",
        "RECIST 1.0": r"RECIST\W*(?:v(?:ersion)?\.?\W*)?1\.0",
        "iRECIST": r"iRECIST",
        "mRECIST": r"m(?:odified )?RECIST",
        "Lugano": r"Lugano",
        "Cheson": r"Cheson",
        "RANO": r"(?-i:i?RANO)",
        "IMWG": r"IMWG",
        "PCWG3": r"PCWG-?3",
        "CTCAE 4": r"CTCAE\W*(?:v(?:ersion)?\.?\W*)?4\S*",
        "CTCAE 5": r"CTCAE\W*(?:v(?:ersion)?\.?\W*)?5\S*",
        "EORTC QLQ-C30": r"QLQ-?C30",
        "EQ-5D": r"EQ-?5D\S*",
        "SF-36": r"SF-?36",
        "SLEDAI": r"(?:SLEDAI|SELENA)\S*",
        "BICLA": r"BICLA",
        "SRI-4": r"SRI\W?\(?4\)?",
        "ACR20": r"ACR\W?20",
        "ACR50": r"ACR\W?50",
        "EASI-75": r"EASI\W?75",
        "EASI-90": r"EASI\W?90",
        "EASI": r"(?-i:EASI)",
        "PASI 75": r"PASI\W?75",
        "PASI 90": r"PASI\W?90",
        "IGA": r"(?-i:v?IGA(?:-AD)?)",
        "SCORAD": r"(?:PO-?)?SCORAD",
        "DLQI": r"C?DLQI",
        "ACQ": r"ACQ(?:-?\d)?",
        "AQLQ": r"AQLQ\S*",
        "visual analogue scale": r"(?-i:VAS)|visual analog(?:ue)? scale",
        "numeric rating scale": r"(?-i:NRS)|numeric(?:al)? rating scale",
        "MMSE": r"MMSE",
        "ADAS-Cog": r"ADAS-?Cog\S*",
        "Bayley": r"Bayley\S*",
        "Vineland": r"Vineland\S*",
        "mRS": r"mRS|modified Rankin(?: scale)?",
        "NYHA": r"NYHA",
        "KCCQ": r"KCCQ\S*",
        "six-minute walk": r"6MW[DT]|six[- ]minute walk|6[- ]minute walk",
    }
)
_METRICS = _table(
    {
        "percent change": r"percent(?:age)? change|% change|relative change",
        "change": r"changes?|differences? from baseline",
        "proportion": r"proportions?|percent(?:age)?s?",
        "number": r"numbers?|counts?|incidences?|frequenc(?:y|ies)|occurrences?",
        "mean": r"mean|average",
        "median": r"median",
        "time to event": r"time to|time until|time from",
        "duration": r"duration",
        "annualized rate": r"annuali[sz]ed",
        "hazard ratio": r"hazard ratio",
        "slope": r"slope",
    }
)
# "Percent change" holds both words; the longer name is the metric.
_WITHIN = {"change": "percent change", "proportion": "percent change"}
# These make another quantity of what they stand before.
_TRANSFORMED = frozenset({"percent change", "change", "annualized rate"})
_ASSESSORS = _table(
    {
        "investigator": r"investigators?(?:'s|’s)?(?: assess\w+)?|(?-i:INV|PI[- ]assessed)",
        "local site": r"local sites?|local(?:ly)? (?:assess\w+|review\w*|read\w*|laborator\w+)|site[- ]assessed",
        "independent review": r"(?-i:BICR|IRC|IRR|ICR|IRRC)"
        r"|independent(?:ly)?(?: \w+){0,3} (?:review\w*|assess\w+|committee)"
        r"|central(?:ly)?(?: \w+){0,2} (?:review\w*|read\w*|assess\w+|adjudicat\w+)|adjudicat\w+",
        "blinded": r"BICR|blind(?:ed|ly)|masked",
        "patient": r"(?:patient|participant|self)[- ]report(?:ed|s)?|(?-i:PROs?)",
        "caregiver": r"(?:parent|caregiver|carer|observer)[- ]report(?:ed)?"
        r"|(?:by|from) (?:the )?(?:parents?|caregivers?)",
        "clinician": r"(?:clinician|physician)[- ](?:report|rat|assess)(?:ed)?",
    }
)
_CONFIRMATIONS = _table(
    {"unconfirmed": r"un-?confirmed|not (?:be )?confirmed|without confirmation", "confirmed": r"confirm(?:ed|ation)"}
)
_NEGATION = re.compile(
    r"\b(?:not|no|without|never|none|neither|nor|absence|absent|free of|free from|excluding|except|non)\b",
    re.IGNORECASE,
)
_COMPOSITE = re.compile(
    r"\b(?:composite(?: \w+){0,3} (?:of|defined as|consisting of|comprising|including)|first occurrence of"
    r"|any of the following|MACE\b[^.]{0,40}?(?:defined as|:|\())\W*(?P<members>[^.]+)",
    re.IGNORECASE,
)
_MEMBER = re.compile(r"[,;/]|\bor\b|\band\b")
_SAME_MEMBER = 0.5
# Where the text as a whole was rewritten, single words of negation say nothing.
_SAME_SENTENCE = 0.7


@dataclass(frozen=True, slots=True)
class Elements:
    text: str  # measure and description
    time_frame: str
    domain: _Words
    measurement: _Words
    metric: _Words
    assessor: _Words
    confirmation: _Words
    members: _Words


@dataclass(frozen=True, slots=True)
class Difference:
    """One element that differs; what it lost and what it gained, in words for people."""

    element: str
    gone: tuple[str, ...]
    come: tuple[str, ...]


def elements(outcome: Json) -> Elements:
    """Takes an outcome of the protocol (`measure`) or of the results (`title`), canonical or not."""
    item = outcome if isinstance(outcome, dict) else {}
    return _elements(*(str(item.get(key) or "") for key in ("measure", "description", "timeFrame")))


@lru_cache(maxsize=2048)
def _elements(measure: str, description: str, time_frame: str) -> Elements:
    text = f"{measure} {description}".strip()
    return Elements(
        text=text,
        time_frame=time_frame,
        domain=domain(measure),
        measurement=_found(_MEASUREMENTS, text),
        metric=_metric(measure) or _metric(description),
        assessor=_found(_ASSESSORS, text),
        confirmation=_confirmation(text),
        members=_members(text),
    )


def _found(table: tuple[tuple[str, re.Pattern[str]], ...], text: str) -> _Words:
    return frozenset(name for name, pattern in table if pattern.search(text))


@lru_cache(maxsize=4096)
def domain(measure: str) -> _Words:
    """What is measured, as far as its name is a usual one; empty otherwise."""
    found = _found(_DOMAINS, measure)
    return frozenset(name for name in found if not _INSIDE.get(name, set()) & found)


def _metric(text: str) -> _Words:
    found = _found(_METRICS, text)
    return frozenset(name for name in found if _WITHIN.get(name) not in found)


def _confirmation(text: str) -> _Words:
    found = _found(_CONFIRMATIONS, text)
    return found - {"confirmed"} if "unconfirmed" in found else found


def _members(text: str) -> _Words:
    found = _COMPOSITE.search(text)
    parts = _MEMBER.split(found["members"]) if found else []
    return frozenset(words for part in parts if (words := " ".join(part.split()).lower().strip("()[] :")))


def differences(before: Json, after: Json) -> tuple[Difference, ...]:
    """Which elements differ between two versions of one outcome; empty where only the wording does."""
    old, new = elements(before), elements(after)
    return tuple(
        Difference(name, _ordered(gone), _ordered(come))
        for name, gone, come in (
            ("domain", *_replaced(old.domain, new.domain)),
            ("measurement", *_changed(old.measurement, new.measurement)),
            ("metric", *_metrics(old.metric, new.metric)),
            ("cutoff", *_numbers(old, new)),
            ("assessor", *_changed(old.assessor, new.assessor)),
            ("confirmation", *_changed(old.confirmation, new.confirmation)),
            ("composite members", *_unlike(old.members, new.members)),
            ("negation", *_negations(old.text, new.text)),
            ("time point", *_times(old, new)),
        )
        if gone or come
    )


def _ordered(words: Iterable[str]) -> tuple[str, ...]:
    """Sets in the order of their words; times keep their own, shortest first."""
    return tuple(words) if isinstance(words, list) else tuple(sorted(words))


def _changed(old: _Words, new: _Words) -> tuple[_Words, _Words]:
    return old - new, new - old


def _replaced(old: _Words, new: _Words) -> tuple[_Words, _Words]:
    """A name that merely appears ("ORR" spelled out) is no difference: one must take another's place."""
    return _changed(old, new) if old and new else (frozenset(), frozenset())


def _metrics(old: _Words, new: _Words) -> tuple[_Words, _Words]:
    """A count that is spelled out is the same count; a change from baseline where there was a value is not."""
    if old and new:
        return _changed(old, new)
    return old & _TRANSFORMED, new & _TRANSFORMED


def _numbers(old: Elements, new: Elements) -> tuple[_Words, _Words]:
    return _changed(quantities(old.text).numbers, quantities(new.text).numbers)


def _unlike(old: _Words, new: _Words) -> tuple[_Words, _Words]:
    if not old or not new:
        return frozenset(), frozenset()
    return _without_like(old, new), _without_like(new, old)


def _without_like(members: _Words, others: _Words) -> _Words:
    return frozenset(m for m in members if all(similarity(m, other) < _SAME_MEMBER for other in others))


def _negations(old: str, new: str) -> tuple[Counter[str], Counter[str]]:
    if similarity(old, new) < _SAME_SENTENCE or tokens(old) == tokens(new):
        return Counter(), Counter()
    before, after = (Counter(word.lower() for word in _NEGATION.findall(text)) for text in (old, new))
    return before - after, after - before


def _times(old: Elements, new: Elements) -> tuple[list[str], list[str]]:
    before, after = (quantities(e.time_frame).times | quantities(e.text).times for e in (old, new))
    if before == after:
        return [], []
    return [time_words(t) for t in sorted(before - after)], [time_words(t) for t in sorted(after - before)]
