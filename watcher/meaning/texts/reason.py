"""The reason why a trial stopped: which class it is, by which words."""

from __future__ import annotations

import re

from msgspec import Struct

from watcher.meaning.texts import denial

SAFETY, DENIED, EFFICACY, DMC, REGULATORY = (
    "safety",
    "safety denied",
    "efficacy or futility",
    "monitoring",
    "regulatory",
)
REACHED, COMPLETED, OTHER = "efficacy reached", "completed objective", "other"
WEIGHTY = frozenset((SAFETY, REACHED, EFFICACY, DMC, REGULATORY))


class Reason(Struct, frozen=True):
    """`words` decided; `denied` are the weighty ones that the text rules out."""

    kind: str
    words: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()


_SAFETY = re.compile(
    r"\b(?:(?:not|no longer|never) (?:\w+ )?(?:safe|tolerated?)|unable to tolerate|safety|unsafe"
    r"|toxicit\w+|adverse (?:events?|reactions?|effects?)|S?AEs?|SUSARs?|side[- ]effects?|mortality"
    # Not of the investigator, who has died before many a trial was done.
    r"|deaths?(?! of (?:the |our |its )?(?:\w+ )?(?:PI|investigators?)\b)"
    r"|harm\w*|tolerab\w+|hepatotoxic\w*|cardiotoxic\w*|risks?[/ -]?benefits?|benefits?[/ -]?risks?"
    r"|(?:cardi\w+|bleeding|thrombotic|thromboembolic|hepatic|neurologic\w*) events?(?! rates?))\b",
    re.IGNORECASE,
)
_EFFICACY = re.compile(
    r"\b(?:efficac\w+|ineffective\w*|(?:not|in)?effective(?:ness)?|futil\w+|lack of (?:benefit|response|effect)"
    r"|no (?:\w+ )?(?:benefit|effect|response)|interim (?:analysis|results?|data)|negative results?"
    r"|(?:did|does|do) not (?:meet|reach|achieve|show|demonstrate)|fail\w* to (?:meet|show|demonstrate|reach)"
    r"|primary (?:end ?point|outcome) (?:was )?not (?:met|reached))\b",
    re.IGNORECASE,
)
_DMC = re.compile(
    r"\b(?:(?:data (?:and )?(?:safety )?|safety )?monitoring (?:board|committee)|I?DMC|I?DSMB|DSMC|DRC"
    r"|data review committee)\b",
    re.IGNORECASE,
)
_REGULATORY = re.compile(
    r"\b(?:FDA|EMA|MHRA|PMDA|NMPA|BfArM|ANSM|Health Canada|TGA|IRB|IEC|ethics|regulator\w*|health authorit\w+"
    # Money and pandemics put trials "on hold", too; an authority's hold names the authority or is "clinical".
    r"|competent authorit\w+|(?:clinical|partial) hold|disapprov\w+|recall\w*|not approved|non-?approval)\b",
    re.IGNORECASE,
)
# "Interim analysis showed superiority": stopped because it worked. Past forms only; one word of doubt undoes it.
_WORKED = r"(?:show(?:ed|n)|demonstrated|prove[dn]|established|met|reached|achieved|confirmed)"
_GOOD = r"(?:superior(?:ity)?|efficac(?:y|ious)|effective(?:ness)?)"
_REACHED = re.compile(
    rf"\b(?:{_WORKED} (?:\w+ ){{0,3}}{_GOOD}|{_GOOD} (?:\w+ ){{0,3}}{_WORKED}|overwhelming efficacy"
    r"|early (?:for|due to|because of) (?:\w+ )?(?:efficacy|benefit|superiority)(?! (?:reasons?|concerns?))"
    r"|(?:stop\w*|terminat\w+|halt\w*|discontinu\w+|closed|ended) (?:\w+ ){0,4}(?:for|due to|because of) (?:\w+ )?"
    r"(?:benefit|superiority)(?![ /-]+(?:risks?|of|reasons?|concerns?)\b))\b",
    re.IGNORECASE,
)
_DOUBT = re.compile(
    r"\b(?:no|not|never|neither|nor|without|cannot|unable|unlikely|lack\w*|absence|fail\w*|insufficient\w*|limited"
    r"|poor\w*|low\w*|little|less|weak|minimal|marginal|modest|inferior\w*|ineffective\w*|futil\w*|negative"
    r"|questionable|doubt\w*)\b|n['’]t\b",
    re.IGNORECASE,
)
# The rest in the order in which a text is read: the first that is found names the class.
_ORDINARY: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE))
    for kind, pattern in (
        (
            "accrual",
            r"enrol\w*|recruit\w*|accru\w+|inclusion rate|eligible (?:subjects?|patients?|participants?)"
            r"|vol[uo]\w*teers?|(?:few|insufficient|lack of|not enough|number of) (?:\w+ )?(?:patients|subjects"
            r"|participants)|include patients",
        ),
        ("funding", r"fund\w*|financ\w+|budget\w*|grants?|money|paid|sponsorship"),
        (
            "business",
            r"business|strateg\w+|portfolio|pipeline|commercial\w*|company|corporate|priorit\w+|sponsor\S* decision"
            r"|(?:decision|terminated|conducted|made) (?:of|by) (?:the )?sponsor|development plan|bankrupt\w*|acqui\w+",
        ),
        (
            "logistics",
            r"covid\S*|pandemic|staff\w*|personnel|(?:PI|investigators?) (?:left|moved|closed|died|\w+ institution)"
            r"|death of (?:the |our |its )?(?:\w+ )?(?:PI|investigators?)"
            r"|left institution|lack of interest|suppl(?:y|ies)|availab\w+|support|contract\w*|site closure|capacit\w+"
            r"|manufactur\w*|feasib\w+|intellectual property|design|data management|administrative|operational"
            r"|logistic\w*|registration|never started|halted|resources?",
        ),
        (COMPLETED, r"complet\w+|finish\w*|objectives? (?:was |were )?(?:met|achieved|reached)"),
    )
)
_CLAUSE = re.compile(r"[.;()]|\bbut\b|\bhowever\b|\balthough\b", re.IGNORECASE)


def classify(reason: str) -> Reason:
    text = " ".join(reason.split())
    plain = denial.without_asides(text)
    safety, denied = _split(_SAFETY, _DMC.sub(" ", plain), near=True)
    monitoring, _ = _split(_DMC, text, near=False)
    efficacy, other_denied = _split(_EFFICACY, text, near=False)
    regulatory, _ = _split(_REGULATORY, text, near=False)
    ruled_out = (*denied, *other_denied)
    weighty = (
        (SAFETY, safety),
        (REACHED, _reached(text)),
        (EFFICACY, efficacy),
        (DMC, monitoring),
        (REGULATORY, regulatory),
    )
    for kind, words in weighty:
        if words:
            return Reason(kind, words, ruled_out)
    if denied:
        return Reason(DENIED, denied, ruled_out)
    for kind, pattern in _ORDINARY:
        if found := pattern.findall(plain):
            return Reason(kind, tuple(dict.fromkeys(found)), ruled_out)
    return Reason(OTHER, (), ruled_out)


def _reached(text: str) -> tuple[str, ...]:
    """Words that say that the treatment did better; none where the text doubts anything at all."""
    return () if _DOUBT.search(text) else tuple(dict.fromkeys(_REACHED.findall(text)))


def _split(pattern: re.Pattern[str], text: str, *, near: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Words that the text asserts, and words that it denies. `near`: a plain "no" before the word denies it, too."""
    asserted: list[str] = []
    denied: list[str] = []
    for clause in _CLAUSE.split(text):
        for found in pattern.finditer(clause):
            before, behind = clause[: found.start()], clause[found.end() :]
            is_denied = denial.denies(before, behind, near=near)
            is_denied = is_denied or (pattern is _DMC and denial.is_at_ease(behind, text))
            (denied if is_denied else asserted).append(found.group(0))
    return tuple(dict.fromkeys(asserted)), tuple(dict.fromkeys(denied))
