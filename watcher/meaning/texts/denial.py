"""A weighty word of a reason in its clause, whether the reason denies it: "not for safety reasons".

Negation comes first (docs/rating.md, correction 2): of five real texts that say "safety", four deny it.
"""

from __future__ import annotations

import re

# Speaks of safety or of harm, and gives neither as a reason: a part of the study, a finding that all was well, too few
# events to count.
_ASIDE = re.compile(
    r"\b(?:complet\w+ of (?:the )?)?safety[ -](?:run|lead)[ -]?in\b(?:[ -](?:was |were )?complet\w+)?"
    r"|\b(?:safety|tolerability)(?: (?:profile|data|results?|findings?))?(?: (?:was|were|is|are|remain(?:s|ed)))?"
    r"(?: (?:very|generally|overall|found|deemed|considered|to|be))*"
    r" (?:fine|good|acceptable|favou?rable|satisfactory|reassuring|excellent|manageable|unremarkable)\b"
    r"|\b(?<!not )(?<!not an )(?:acceptable|good|favou?rable|satisfactory|manageable) (?:safety|tolerability)\b"
    r"|\b(?:few(?:er)?|low(?:er)?)(?: (?:than|expected|anticipated|planned|numbers?|rates?|incidence|of|the|overall"
    r"|observed|serious|adverse|cardi\w+|primary|clinical|outcome))* (?:events?|deaths?|mortality)\b",
    re.IGNORECASE,
)
# What could not be done is no denial of why: "not able to recruit due to toxicity".
_NOT_DONE = re.compile(
    r"(?:\bnot|n['’]t)(?: \w+ly)? (?:able|possible|feasible|enough|sufficient\w*|adequate\w*|willing|recruit\w*"
    r"|enrol\w*|accru\w*|continu\w*|proceed\w*|complet\w*|includ\w*|find|start\w*|begin|open\w*|initiat\w*|reach\w*"
    r"|meet|met|tolerat\w*)\b",
    re.IGNORECASE,
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
# "No evidence of efficacy and safety issues" has found issues; with "or" it has found none.
_NO_PROOF = re.compile(r"\bno (?:\w+ )?(?:evidence|proof|demonstration|indication)s? of $", re.IGNORECASE)
_AND = re.compile(r"\W*and\b", re.IGNORECASE)
_JOINED_CONCERN = re.compile(
    r"(?:\s*(?:[,/]|\bor\b|\band\b|\bnor\b))+\s*(?:safety|toxicity|tolerability)"
    r"(?:[ -]+related)?[ -]+(?:issues?|concerns?|signals?|reasons?|problems?|findings?)\b",
    re.IGNORECASE,
)
_NO_BOTH = re.compile(
    r"\b(?:no|not|without|neither|nor|unrelated to)\b(?:[ -]+[\w-]+){0,3}[ -]+(?:safety|toxicity|tolerability)"
    r"(?:(?:\s*(?:[,/]|\bor\b|\band\b|\bnor\b))+"
    # "No safety issues or lack of efficacy"; an "and" here would begin another reason.
    r"|[ -]+(?:issues?|concerns?|signals?|reasons?|problems?|findings?),?[ -]+n?or"
    r"(?:[ -]+(?:was|were|is|are|there|any|a|lack|of))*)\s*$",
    re.IGNORECASE,
)
# "Safety was not the reason", "a safety concern did not lead to it": said after the word. What was not related to the
# drug ("concerns that were not related to …") was a concern all the same.
_NOT_IT = re.compile(
    r"(?:[ -]+(?!that\b|which\b)\w+){0,2}[ -]+(?:(?:was|were|is|are)(?: not|n['’]t)\b(?:[ -]+\w+){0,3}[ -]+"
    r"(?:reasons?|causes?|related|factors?|concerns?|issues?|basis)"
    r"|did(?: not|n['’]t) (?:lead|cause|prompt|result|contribute|trigger|drive|influence|affect|play))\b",
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
    r"|\b(?:unrelated to|(?:reasons?|causes?|factors?) other than)\b[^.;]*$|^\W*other than\b[^.;:]*$",
    re.IGNORECASE,
)


def without_asides(text: str) -> str:
    return _ASIDE.sub(" ", text)


def denies(before: str, behind: str, *, near: bool) -> bool:
    """`before`, `behind`: what the clause says around the word. `near`: a plain "no" before the word denies it, too."""
    before = _NOT_DONE.sub("unable", before)
    joins = _NO_CONCERN.search(before) and _JOINED_CONCERN.match(behind)
    return bool(
        _NO_CAUSE.search(before)
        or _NO_BOTH.search(before)
        or (joins and not (_NO_PROOF.search(before) and _AND.match(behind)))
        or _NOT_IT.match(behind)
        or (near and _NO_NEAR.search(before))
    )


def is_at_ease(behind: str, text: str) -> bool:
    """Said of a committee, in a text that does not say elsewhere that it advised to stop."""
    return bool(_AT_EASE.match(behind)) and not _ADVISED.search(text)
