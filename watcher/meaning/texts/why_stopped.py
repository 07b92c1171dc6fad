"""The reason why a trial stopped: which class it is, by which words. The reason itself is always shown verbatim.

Negation comes first (docs/rating.md, correction 2): of five real texts that say "safety", four deny it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from msgspec import Struct

from watcher.meaning.draft import Draft, Pair
from watcher.meaning.record import STATUS
from watcher.meaning.similarity import similarity
from watcher.model import Direction, Edit, Json

_PATH = f"{STATUS}.whyStopped"

SAFETY, DENIED, EFFICACY, DMC, REGULATORY = (
    "safety",
    "safety denied",
    "efficacy or futility",
    "monitoring",
    "regulatory",
)
REACHED, COMPLETED, OTHER = "efficacy reached", "completed objective", "other"


class Reason(Struct, frozen=True):
    """`words` decided; `denied` are the weighty ones that the text rules out."""

    kind: str
    words: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()


_SAFETY = re.compile(
    r"\b(?:(?:not|no longer|never) (?:\w+ )?(?:safe|tolerated)|safety|unsafe"
    r"|toxicit\w+|adverse (?:events?|reactions?|effects?)|S?AEs?|side[- ]effects?|mortality"
    # Not of the investigator, who has died before many a trial was done.
    r"|deaths?(?! of (?:the |our |its )?(?:\w+ )?(?:PI|investigators?)\b)"
    r"|harm\w*|tolerab\w+|hepatotoxic\w*|cardiotoxic\w*|risks?[/ -]?benefits?|benefits?[/ -]?risks?)\b",
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
    r"|early (?:for|due to|because of) (?:\w+ )?(?:efficacy|benefit|superiority)(?! (?:reasons?|concerns?)))\b",
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
# Near: "no safety concerns". Far: "not due to toxicity, safety or efficacy".
_NO_NEAR = re.compile(
    r"(?:\b(?:no|not|without|never|neither|nor|unrelated to|absence of)\b(?:[ -]+[\w/-]+){0,4}[ -]*|\bnon[ -]?)$",
    re.IGNORECASE,
)
# "No safety or efficacy concerns": what is joined to a denied word is denied with it. "No efficacy" alone asserts, so
# the other way round it takes the word at the end to say that nothing was found.
_NO_CONCERN = re.compile(
    r"\b(?:no|without|neither|nor)\b(?:[ -]+[\w-]+){0,2}[ -]+$",
    re.IGNORECASE,
)
_JOINED_CONCERN = re.compile(
    r"(?:\s*(?:[,/]|\bor\b|\band\b|\bnor\b))+\s*(?:safety|toxicity|tolerability)"
    r"(?:[ -]+related)?[ -]+(?:issues?|concerns?|signals?|reasons?|problems?|findings?)\b",
    re.IGNORECASE,
)
_NO_BOTH = re.compile(
    r"\b(?:no|not|without|neither|nor|unrelated to)\b(?:[ -]+[\w-]+){0,3}[ -]+(?:safety|toxicity|tolerability)"
    r"(?:(?:\s*(?:[,/]|\bor\b|\band\b|\bnor\b))+"
    # "No safety issues or lack of efficacy"; an "and" here would begin another reason.
    r"|[ -]+(?:issues?|concerns?|signals?|reasons?|problems?|findings?),?[ -]+n?or(?:[ -]+(?:any|a|lack|of))*)\s*$",
    re.IGNORECASE,
)
# "Safety was not the reason": said after the word.
_NOT_IT = re.compile(
    r"(?:[ -]+\w+){0,2}[ -]+(?:was|were|is|are)(?: not|n['’]t)\b(?:[ -]+\w+){0,3}[ -]+"
    r"(?:reasons?|causes?|related|factors?|concerns?|issues?|basis)\b",
    re.IGNORECASE,
)
# A committee that found nothing, or that advised to go on, stopped nothing.
_AT_EASE = re.compile(
    r"(?:[ -]+\w+){0,3}?[ -]+(?:(?:had|has|have|raised|expressed|identified|found|saw|reported|noted) no\b"
    r"|(?:did|has|have|had)(?: not|n['’]t) (?:raised?|express(?:ed)?|identif(?:y|ied)|find|found|report(?:ed)?)\b"
    r"|recommend\w+ (?:to continue|continu\w+))",
    re.IGNORECASE,
)
_ADVISED = re.compile(
    r"\b(?:recommend|advi[cs]|request|suggest)[^.;]*\b(?:stop|terminat|discontinu|halt|clos)", re.IGNORECASE
)
_NO_CAUSE = re.compile(
    r"(?:\b(?:not|neither|never|nor)\b|n['’]t\b)(?:[ -]+\w+){0,3}[ -]+(?:due|driven|related|because|based|caused"
    r"|prompted|result|reasons?|for|linked|attribut\w+|associated|motivated)\b[^.;]*$"
    r"|\b(?:unrelated to|(?:reasons?|causes?|factors?) other than)\b[^.;]*$",
    re.IGNORECASE,
)
_TERSE = 2  # words of a reason that leaves people guessing
_WORD = re.compile(r"\d+|[^\W\d_]+")
_SPELLING = 0.85
_CLAUSE = re.compile(r"[.;()]|\bbut\b|\bhowever\b|\balthough\b", re.IGNORECASE)


def classify(reason: str) -> Reason:
    text = " ".join(reason.split())
    safety, denied = _split(_SAFETY, _DMC.sub(" ", text), near=True)
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
        if found := pattern.findall(text):
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
            is_denied = bool(
                _NO_CAUSE.search(before)
                or _NO_BOTH.search(before)
                or (_NO_CONCERN.search(before) and _JOINED_CONCERN.match(behind))
                or _NOT_IT.match(behind)
                or (pattern is _DMC and _AT_EASE.match(behind) and not _ADVISED.search(text))
                or (near and _NO_NEAR.search(before))
            )
            (denied if is_denied else asserted).append(found.group(0))
    return tuple(dict.fromkeys(asserted)), tuple(dict.fromkeys(denied))


def fold_why_stopped(_pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    return [_draft(edit) for edit in edits if edit.path == _PATH]


def _draft(edit: Edit) -> Draft:
    before, after = _text(edit.before), _text(edit.after)
    reason = classify(after if after is not None else before or "")
    inputs: dict[str, Json] = {"class": reason.kind, "words": list(reason.words), "denied": list(reason.denied)}
    inputs["removed"] = after is None
    if before is not None and after is not None:
        inputs |= {"class_before": classify(before).kind, "similarity": _likeness(before, after)}
    return Draft(
        kind="why_stopped.changed",
        path=_PATH,
        label="Why the study stopped",
        section="status",
        summary=_summary(before, after),
        edits=(edit,),
        before=edit.before,
        after=edit.after,
        inputs=inputs,
        direction=Direction.UNFAVOURABLE if after and reason.kind in {SAFETY, EFFICACY, DMC} else Direction.NEUTRAL,
        details=_details(after, reason),
    )


def _likeness(before: str, after: str) -> float:
    """1 where each word is at most spelled otherwise; another number makes another reason, however long the text."""
    old, new = (_WORD.findall(text.lower()) for text in (before, after))
    if _numbers(old) != _numbers(new):
        return 0.0
    if len(old) == len(new) and all(map(_is_spelling, old, new)):
        return 1.0
    return round(similarity(before, after), 3)


def _numbers(words: Sequence[str]) -> list[str]:
    return sorted(word for word in words if word.isdigit())


def _is_spelling(one: str, other: str) -> bool:
    """From the same first letter on: "enrolment" and "enrollment", never "known" and "unknown"."""
    first, second = sorted((one, other))  # difflib is not symmetric
    return one == other or (one[0] == other[0] and SequenceMatcher(None, first, second).ratio() >= _SPELLING)


def _details(after: str | None, reason: Reason) -> tuple[str, ...]:
    """ "FDA" alone says that an authority acted, and not what it did: nobody may read more into it."""
    if not after:
        return ()
    terse = ("The registry gives no more than this",) if len(after.split()) <= _TERSE else ()
    return (f"Class by its words: {reason.kind}", *terse)


def _text(value: Json) -> str | None:
    return None if value is None else str(value)


def _summary(before: str | None, after: str | None) -> str:
    if after is None:
        return f"The reason for stopping is no longer given (before: “{before}”)"
    if before is None:
        return f"Reason given for stopping: “{after}”"
    return f"The reason given for stopping changed to “{after}” (before: “{before}”)"
