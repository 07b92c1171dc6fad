"""Two folded names of countries in, whether they are spellings of one country out.

How alike they read says nothing: Austria and Australia, Slovakia and Slovenia, Niger and Nigeria.
"""

from __future__ import annotations

# Words that the names of two countries may share: two Congos, four Guineas, Bosnia and Trinidad with an "and".
_COMMON_WORDS = frozenset(
    {
        "the", "of", "and", "great", "new", "saint", "st", "san", "former", "united", "union",
        "state", "states", "kingdom", "republic", "federation", "federated", "emirates", "province", "territory",
        "territories", "island", "islands", "democratic", "people", "peoples", "s", "socialist", "plurinational",
        "bolivarian", "islamic", "arab", "yugoslav", "occupied", "north", "northern", "south", "southern", "east",
        "eastern", "west", "western", "central", "congo", "dominican", "guinea", "virgin",
    }
)  # fmt: skip
_STEM = 5  # letters: Russia and Russian Federation, Czechia and Czech Republic


def are_one_country(old: str, new: str) -> bool:
    """They share a word of their own (Turkey, Turkey Türkiye), or the stem of one that stands beside common words."""
    words, others = old.split(), new.split()
    own, other_own = set(words) - _COMMON_WORDS, set(others) - _COMMON_WORDS
    if own & other_own or "".join(words) == "".join(others) or _is_continued(*sorted((words, others), key=len)):
        return True
    is_described = len(words) + len(others) > len(own) + len(other_own)
    return is_described and bool(_stems(own) & _stems(other_own))


def _is_continued(words: list[str], longer: list[str]) -> bool:
    """United States, United States of America; but not Guinea, Guinea-Bissau."""
    return len(words) > 1 and longer[: len(words)] == words


def _stems(words: set[str]) -> set[str]:
    return {word[:_STEM] for word in words if len(word) >= _STEM}
