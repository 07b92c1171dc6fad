"""Numbers as texts write them: which digits are a number and none of a name, and when two spellings are one number."""

from __future__ import annotations

import re
import unicodedata

from watcher.meaning.normal import folded

# Numbers that texts spell out.
WORDS = {
    name: figure
    for figure, name in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    )
}
WORD = "|".join(WORDS)
# "10e6", "10^6", "10⁶": one number, whatever stands before the 10 ("1x10e6").
POWER = r"(?<![\d.,])10(?:(?:e|E|\^)[-−]?\d+|[⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
# Not the digits of a name (AZD2936, PD-1, "interleukin (IL)-4") nor of a line of therapy (2/3L); but both numbers of
# "18-65" and of "24/48 hours".
FIGURE = rf"{POWER}|(?<![\w.])(?<![^\W\d_][-/])(?<!\)-)(?!(?<=/)\d+L\b)\d+(?:[.,]\d+)*"
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_DECIMALS = re.compile(r"(\d+)\.(\d+)")


def plain(figure: str) -> str:
    """ "1,000", "1000" and "1000.0" are one number, and so are "10⁶" and "10e6", "two" and "2"."""
    if (word := folded(figure)) in WORDS:
        return str(WORDS[word])
    if re.fullmatch(POWER, figure):
        return f"10^{unicodedata.normalize('NFKC', figure[2:]).lstrip('eE^').replace('−', '-')}"
    bare = figure.replace(",", "") if _THOUSANDS.fullmatch(figure) else figure.replace(",", ".")
    return bare.rstrip("0").rstrip(".") if _DECIMALS.fullmatch(bare) else bare
