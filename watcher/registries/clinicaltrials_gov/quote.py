"""A stranger's text in one short, harmless line."""

from __future__ import annotations

import re
import unicodedata

_TAG = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_LONGEST = 160
_LOOKED_AT = 20_000  # bytes: an error page may be of any size


def quoted(body: bytes) -> str:
    """What a page of HTML says to its reader, or the text itself. Control and bidi characters are left out."""
    text = body[:_LOOKED_AT].decode("utf-8", errors="replace")
    if text.lstrip().startswith("<"):
        text = _TAG.sub(" ", text)
    text = " ".join(text.split())
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs"))
    if not text:
        return "nothing"
    return f"'{text}'" if len(text) <= _LONGEST else f"'{text[:_LONGEST]}…'"
