"""Two texts in, what the newer one gained and lost that changes what a trial is.

Correction 10 of docs/rating.md. Presence decides, not the place: a word that stands elsewhere in the text is not lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from msgspec import Struct

from watcher.meaning.texts.around import around
from watcher.meaning.words import joined
from watcher.model import Json

_SHOWN = 6  # words told of a text
_NOT = r"(?<!non-)(?<!non )(?<!not )(?<!un)(?<!un-)"


class _Table(NamedTuple):
    rows: tuple[tuple[str, re.Pattern[str]], ...]
    any: re.Pattern[str]  # whether a row finds anything, in one pass: most stretches hold nothing of a table


def _table(rows: Mapping[str, str]) -> _Table:
    return _Table(
        tuple((name, re.compile(rf"\b(?:{pattern})\w*", re.IGNORECASE)) for name, pattern in rows.items()),
        re.compile(rf"\b(?:{'|'.join(rows.values())})", re.IGNORECASE),
    )


# How a trial is built. The name is for rules; a person reads the word that the text has ("Versus").
_DESIGN = _table(
    {
        "randomized": rf"{_NOT}randomi[sz](?:ed|ation|ing)\b",
        "not randomized": r"(?:non|not)[- ]?randomi[sz]ed\b",
        "placebo": r"placebo",
        "blinded": rf"{_NOT}(?:single|double|triple|quadruple|observer|assessor)[- ](?:blind|mask)(?:ed|ing)?\b"
        rf"|{_NOT}(?:blind|mask)(?:ed|ing)\b",
        "open-label": r"open[- ]label|un-?blinded|un-?masked",
        "control": rf"{_NOT}(?<!well-)(?<!poorly )(?<!inadequately )(?:[\w-]+-controlled\b|controlled (?:trial|study)"
        r"|control (?:group|arm|cohort|treatment)s?\b|controls\b)",
        "comparator": r"comparators?\b|versus\b|vs\b|compar(?:ed|ing|ison) (?:to|with|of)\b",
        "single-arm": r"single[- ](?:arm|group)\b",
        "crossover": r"cross-?over\b",
        "extension": r"(?:long[- ]term |open[- ]label )?extension (?:study|trial|period|phase)\b|roll-?over\b",
    }
)
_PHASE = re.compile(r"\bphase[\s-]+((?:iv|iii|ii|i|[0-4])(?:[ab])?(?:\s?[/-]\s?(?:iv|iii|ii|i|[1-4])[ab]?)?)\b", re.I)
_POPULATION = _table(
    {
        "children": r"child(?:ren|hood)?\b|p(?:a?)ediatric|infants?\b|newborns?\b|neonat|minors\b",
        "adolescents": r"adolescen|teen",
        "adults": r"adults?\b",
        "older people": r"elderly\b|older (?:adults|people|patients|participants)|geriatric",
        "women": r"wom[ae]n\b|females?\b|girls?\b",
        "men": r"(?<!wo)m[ae]n\b|(?<!fe)males?\b|boys?\b",
        "pregnancy": r"pregnan",
        "breastfeeding": r"breast-?\s?feed|lactat|nursing (?:mothers|women)",
        "healthy volunteers": r"healthy (?:adult )?(?:volunteers|participants|subjects|controls)",
        "HIV": r"HIV\b|human immunodeficiency virus",
        "hepatitis B": r"hepatitis B\b|HBV\b|HBsAg\b",
        "hepatitis C": r"hepatitis C\b|HCV\b",
        "brain metastases": r"(?:brain|CNS|leptomeningeal|central nervous system) (?:metasta|disease|involvement)",
        "autoimmune disease": r"auto-?immune",
        "interstitial lung disease": r"ILD\b|interstitial lung disease|pneumonitis\b",
        "refractory": r"refractory\b",
        "relapsed": r"relaps",
        "metastatic": rf"{_NOT}metastatic\b",
        "locally advanced": r"locally advanced\b",
        "unresectable": r"unresectable\b",
        "early-stage": r"early[- ]stage\b",
    }
)
_WHICH = r"\b(?:first|second|third|fourth|later|\d(?:st|nd|rd|th))"
_WHICH_ONE = re.compile(_WHICH, re.IGNORECASE)
_LINE = re.compile(
    r"\b\d(?:\s?/\s?\d)*\s?L\+?(?![\w/])"
    rf"|(?:{_WHICH}-? ?(?:,? ?(?:and/or|and|or|to)\b|,|/) ?){{0,2}}{_WHICH}[- ]line\b"
    r"|\btreatment[- ]na[iï]ve\b|\bpreviously (?:un)?treated\b|\bprior lines?\b"
    r"|\bprior (?:systemic )?therap(?:y|ies)\b",
    re.IGNORECASE,
)
# In a title or in the name of an arm these tell who is meant; in a long text they stand for much else.
_CALLED = _table(
    {
        "recurrent": r"recurren",
        "progressive": r"progress(?:ion|ive|ing|ed)\b(?![- ]free)",
        "positive": r"positive\b",
        "negative": r"negative\b",
    }
)
# How a drug is given and how often. Abbreviations are read in their own case only.
_ROUTE = _table(
    {
        "intravenous": r"intravenous|(?-i:i\.?v\.?|IV)(?!\w)",
        "subcutaneous": r"subcutaneous|(?-i:s\.c\.|SC|SQ|subQ)(?!\w)",
        "intramuscular": r"intramuscular|(?-i:i\.m\.|IM)(?!\w)",
        "oral": r"oral(?:ly)?\b|by mouth|per os|(?-i:p\.o\.|PO)(?!\w)",
        "sublingual": r"sublingual",
        "nasal": r"(?:intra)?nasal",
        "inhaled": r"inhal|nebuli[sz]",
        "topical": r"topical",
        "epicutaneous": r"epicutaneous|transdermal",
        "intradermal": r"intradermal",
        "rectal": r"rectal(?:ly)?\b|suppositor",
        "intrathecal": r"intrathecal",
        "intravitreal": r"intravitreal",
        "intravesical": r"intravesical",
        "intraperitoneal": r"intraperitoneal",
        "intratumoral": r"intratumou?ral",
    }
)
_REGIMEN = _table(
    {
        "once daily": r"once[- ](?:daily|(?:a|per) day)|every day|(?-i:QD|qd)(?!\w)",
        "twice daily": r"twice[- ](?:daily|(?:a|per) day)|two times (?:daily|(?:a|per) day)|(?-i:BID|b\.?i\.?d)(?!\w)",
        "three times daily": r"(?:three times|thrice)[- ](?:daily|(?:a|per) day)|(?-i:TID|t\.?i\.?d)(?!\w)",
        "four times daily": r"four times (?:daily|(?:a|per) day)|(?-i:QID)(?!\w)",
        "every other day": r"every (?:other|second) day|alternate days",
        "once weekly": r"once[- ](?:weekly|(?:a|per|every) week)|every week\b|(?-i:QW)(?!\w)",
        "twice weekly": r"twice[- ](?:weekly|(?:a|per) week)|two times (?:weekly|(?:a|per) week)",
        "every two weeks": r"every (?:two|other|second) weeks?|fortnight|(?-i:Q2W)(?!\w)",
        "every three weeks": r"every (?:three|third) weeks?|(?-i:Q3W)(?!\w)",
        "every four weeks": r"every (?:four|fourth) weeks?|(?-i:Q4W)(?!\w)",
        "monthly": r"once (?:monthly|(?:a|per) month)|every month|monthly",
        "as needed": r"as needed|on demand|(?-i:PRN)(?!\w)",
    }
)
# "Any history", "irrespective of steroid use": a criterion that now takes in, or leaves out, a whole group.
_WHOLE_GROUP = re.compile(
    r"\b(?:irrespective|regardless|any (?:prior|previous|history|active|known)"
    r"|all (?:patients|participants|subjects))\b",
    re.IGNORECASE,
)


class Signal(Struct, frozen=True):
    kind: str  # design, phase, population, line, group, condition, drug, route, regimen
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    gained_words: tuple[str, ...]  # the same as the texts have them: only these are quoted
    lost_words: tuple[str, ...]


def design(before: str, after: str) -> list[Signal]:
    return _compared("design", _DESIGN, before, after)


def phases(before: str, after: str) -> list[Signal]:
    return _compared_by("phase", _PHASE, before, after, lambda found: [f"phase {found[1].upper()}"])


def population(before: str, after: str) -> list[Signal]:
    """Whom the text speaks of, and at which line of therapy."""
    return [
        *_compared("population", _POPULATION, before, after),
        *_compared_by("line", _LINE, before, after, lambda found: _lines(found[0].lower())),
    ]


def _lines(found: str) -> list[str]:
    """ "2 / 3l" → "2/3L"; "second- or third line" is each of both; other words in singular."""
    if found[0].isdigit() and "line" not in found:
        return [found.replace(" ", "").upper()]
    if which := _WHICH_ONE.findall(found):
        return [f"{one}-line" for one in which]
    return [" ".join(found.split()).replace("lines", "line").replace("therapies", "therapy")]


def given(before: str, after: str) -> list[Signal]:
    """How and how often a drug is given. A route that is merely spelled out, or left out, is no other route."""
    return [
        found
        for kind, table in (("route", _ROUTE), ("regimen", _REGIMEN))
        for found in _compared(kind, table, before, after)
        if table.any.search(before) and table.any.search(after)
    ]


def called(before: str, after: str) -> list[Signal]:
    """Whom a title or the name of an arm speaks of, in words that say nothing in a long text."""
    return _compared("population", _CALLED, before, after)


def whole_group(before: str, after: str) -> list[Signal]:
    return _compared_by("group", _WHOLE_GROUP, before, after, lambda found: [found[0].lower()])


def terms(kind: str, names: Iterable[Json], before: str, after: str) -> list[Signal]:
    """Words of the trial's own conditions or interventions ("Glioblastoma" became "Glioma")."""
    known = {word for name in names if isinstance(name, str) for word in _long_words(name)}
    old, new = ({word.lower(): word for word in _LONG_WORD.findall(text)} for text in (before, after))
    return signal(kind, *({word: said[word] for word in known & said.keys()} for said in (old, new)))


def says(found: Iterable[Signal]) -> list[str]:
    """What the newer text no longer says, and what it says only now, in up to two phrases."""
    signals = list(found)
    lost = dict.fromkeys(word for signal in signals for word in signal.lost_words)
    gained = dict.fromkeys(word for signal in signals for word in signal.gained_words)
    parts = [f"no longer says {joined([f'“{word}”' for word in lost], _SHOWN)}"] if lost else []
    return [*parts, f"now says {joined([f'“{word}”' for word in gained], _SHOWN)}"] if gained else parts


_LONG_WORD = re.compile(r"[a-z][a-z0-9-]{3,}", re.IGNORECASE)
# Words of conditions and interventions that name neither.
_COMMON = frozenset(
    _LONG_WORD.findall(
        "study trial phase disease diseases syndrome disorder patients participants subjects adults children with"
        " without from that this have treatment therapy drug group control placebo standard care combination dose"
        " acute chronic severe moderate mild advanced metastatic recurrent refractory relapsed other cell type stage"
        " positive negative solution injection tablet capsule oral intravenous subcutaneous infusion test"
    )
)


def _long_words(text: str) -> list[str]:
    return [word for word in (found.lower() for found in _LONG_WORD.findall(text)) if word not in _COMMON]


def is_name(word: str) -> bool:
    """Whether a word in lower case may name a disease or a drug."""
    return bool(_LONG_WORD.fullmatch(word)) and word not in _COMMON


def _compared(kind: str, table: _Table, before: str, after: str) -> list[Signal]:
    near = [text for text in around(before, after) if table.any.search(text)]
    touched = [(name, pattern) for name, pattern in table.rows if any(map(pattern.search, near))]
    return signal(kind, _names(touched, before), _names(touched, after))


def _compared_by(
    kind: str, pattern: re.Pattern[str], before: str, after: str, names: Callable[[re.Match[str]], list[str]]
) -> list[Signal]:
    """Where one expression finds many things; each is named by its words, and "first- or second-line" is two."""
    if not any(map(pattern.search, around(before, after))):
        return []
    return signal(kind, _keyed(pattern, before, names), _keyed(pattern, after, names))


def _names(rows: Iterable[tuple[str, re.Pattern[str]]], text: str) -> dict[str, str]:
    """Name → the words of the text that made it found."""
    return {name: found[0] for name, pattern in rows if (found := pattern.search(text))}


def _keyed(pattern: re.Pattern[str], text: str, names: Callable[[re.Match[str]], list[str]]) -> dict[str, str]:
    return {name: found[0] for found in pattern.finditer(text) for name in names(found)}


def signal(kind: str, before: Mapping[str, str], after: Mapping[str, str]) -> list[Signal]:
    """Names, each with the words of its text: nothing where both texts have the same."""
    gained, lost = sorted(after.keys() - before.keys()), sorted(before.keys() - after.keys())
    if not gained and not lost:
        return []
    words = (tuple(after[name] for name in gained), tuple(before[name] for name in lost))
    return [Signal(kind, tuple(gained), tuple(lost), *words)]
