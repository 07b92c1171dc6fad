"""What people call a trial in, its number out."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from watcher.errors import UsageError
from watcher.model import Trial

NAME = "clinicaltrials_gov"

_NUMBER = re.compile(r"NCT(?!0{8})\d{8}", re.ASCII)
_EXAMPLE = "A number like NCT06455449 would do, or the address of the trial's page on clinicaltrials.gov."


def parse(text: str) -> Trial:
    """Lower case and pasted addresses of the registry are understood. UsageError for anything else."""
    wanted = _from_address(text) if "/" in text else text.strip().upper()
    if not is_number(wanted):
        raise UsageError(f"{text.strip()[:100]!r} {_fault(wanted)}. {_EXAMPLE}")
    return Trial(NAME, wanted)


def is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def _from_address(text: str) -> str:
    try:
        parts = urlsplit(text.strip() if "://" in text else f"https://{text.strip()}")
    except ValueError:
        return ""
    host = (parts.hostname or "").lower()
    if host != "clinicaltrials.gov" and not host.endswith(".clinicaltrials.gov"):
        return ""
    found = set(re.findall(r"NCT\d+", parts.path.upper(), re.ASCII))
    return found.pop() if len(found) == 1 else ""


def _fault(wanted: str) -> str:
    digits = wanted.removeprefix("NCT")
    if not (wanted.startswith("NCT") and digits.isascii() and digits.isdigit()):
        return "names no trial of ClinicalTrials.gov"
    if len(digits) != 8:
        return f"has {len(digits)} digit{'s' * (len(digits) != 1)}, an NCT number has 8"
    return "is no number that the registry gives out"
