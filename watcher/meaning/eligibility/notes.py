"""The words of one criterion in, whether it asks for anything: notes, permissions and exceptions do not."""

from __future__ import annotations

import re

# Said of the criteria, not of who may take part.
_NOTE = re.compile(
    r"\b(?:other|additional|further) (?:protocol[- ](?:defined|specified) )?(?:inclusion|exclusion)\W+(?:and |or )?"
    r"(?:exclusion |inclusion )?criteria\b",
    re.IGNORECASE,
)
# By these somebody is let in although others of the section keep people out.
_ALLOWS = re.compile(r"\b(?:allowed|eligible|permitted|may|can|acceptable|exceptions?)\b", re.IGNORECASE)
_NOTHING = re.compile(
    r"\W*(?:none|nil|n/?a|not applicable)\W*$"
    r"|\W*no (?:(?:other|additional|further|specific) )?(?:inclusions?|exclusions?)(?: criteri\w+)?\W*$"
    r"|\W*(?:there (?:is|are) )?no (?:\w+ ){0,3}(?:restrictions?|limits?|limitations?|maximum|minimum)\b"
    r"|.*\bany number\W*$"
    r"|.*\b(?:(?:is|are)(?: not|n['’]t)|not be) (?:considered )?(?:an? )?(?:required|necessary|mandatory|needed"
    r"|excluded|exclusion\w*|reason|ground)"
    r"|.*\b(?:do|does)(?: not|n['’]t) (?:apply|exclude)\b"
    # Goes on from the criterion above it, or speaks about all of them.
    r"|\W*(?:or|and/or|unless|except\w*|notes?|please|see|refer to|contact)\b",
    re.IGNORECASE,
)
_PART = r"(?:cohort|arm|group|part|phase|stratum|strata)s?"
# One cohort asks for it. The others never did, or still do.
_OF_SOME = re.compile(
    rf"\W*(?:(?:for|in) )?(?:the )?{_PART} [\w ,/&-]{{1,20}}:|.*\b{_PART} [\w ,/&-]{{1,20}}? only\b"
    rf"|.*\bonly (?:for|in) (?:the )?{_PART}\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\W[(;]|\.\s")


def is_note(text: str) -> bool:
    return bool(_NOTE.search(text))


def allows(text: str) -> bool:
    return bool(_ALLOWS.search(text))


def asks_for_all(text: str) -> bool:
    """Whether one such criterion more keeps somebody out, whichever cohort she would join."""
    ahead = _ASIDE.split(text)[0]  # "Steroids (inhaled ones are not excluded)" does ask for something
    return not (is_note(text) or allows(text) or _NOTHING.match(ahead) or _OF_SOME.match(text))
