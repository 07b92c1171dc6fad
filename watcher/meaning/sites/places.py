"""Names of places: when two spellings mean one place, and when a name hides who runs a site."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache

from watcher.model import Json

# Letters that Unicode does not take apart into a base letter and a mark.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
_WORD_BREAK = re.compile(r"[\W_]+")

# The names under which sponsors hide a site, folded. A word or two of the sponsor may stand before "investigational
# site" only: "Wits Clinical Research CMJAH Clinical Trial Site" is a name.
_SITE_NUMBER = r"(?: (?:number|no|nr|id|[a-z]{2}))?(?: [a-z]{0,4}\d[a-z\d]*)"
_HIDDEN = "(?:clinical |local )?(?:research|study|trial|local|clinical|selected)(?: trial| study| research)?"
_MASKED = re.compile(
    rf"(?:\w+ ){{0,3}}investigat(?:ional|ive|or) (?:site|center|centre)s?(?:{_SITE_NUMBER})*"
    rf"|{_HIDDEN} (?:site|institution)(?:{_SITE_NUMBER})*"
    rf"|(?:{_HIDDEN} )?(?:site|center|centre|facility|institution)(?:{_SITE_NUMBER})+"
    r"|site|redacted|(?:many|multiple|various) (?:locations|sites)"
    r"|(?:please )?(?:call|contact|for) (?:\w+ )*information\b.*"
)
_NUMBER = re.compile(r"\d+")
_ORDINALS = {"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6", "seventh": "7"}

# Cities that the registry or sponsors write in two ways too unlike for a comparison of letters.
_EXONYMS = {
    name: names[0]
    for names in (
        ("athens", "athina"),
        ("bangkok", "krungthep"),
        ("basel", "basle"),
        ("beijing", "peking"),
        ("belgrade", "beograd"),
        ("brussels", "bruxelles", "brussel"),
        ("bucharest", "bucuresti"),
        ("busan", "pusan"),
        ("cologne", "koln", "koeln"),
        ("copenhagen", "kobenhavn"),
        ("daegu", "taegu"),
        ("daejeon", "taejon"),
        ("florence", "firenze"),
        ("geneva", "geneve", "genf"),
        ("genoa", "genova"),
        ("ghent", "gent"),
        ("gothenburg", "goteborg"),
        ("hochiminhcity", "hochiminh", "thanhphohochiminh", "tphochiminh", "hcmc"),
        ("kyiv", "kiev"),
        ("lisbon", "lisboa"),
        ("lviv", "lvov"),
        ("mexicocity", "mexico", "ciudaddemexico", "mexicodf", "df", "cdmx", "mexicocitydf"),
        ("milan", "milano"),
        ("moscow", "moskva"),
        ("munich", "munchen", "muenchen"),
        ("naples", "napoli"),
        ("nuremberg", "nurnberg", "nuernberg"),
        ("padova", "padua"),
        ("prague", "praha"),
        ("rome", "roma"),
        ("saintpetersburg", "stpetersburg", "sanktpetersburg"),
        ("seville", "sevilla"),
        ("thehague", "denhaag", "sgravenhage"),
        ("turin", "torino"),
        ("venice", "venezia"),
        ("vienna", "wien"),
        ("warsaw", "warszawa"),
        ("zurich", "zuerich"),
    )
    for name in names
}
# Padua and Padova compare at 0.73, Lichtenberg and Berlin at 0.35.
_AKIN = 0.7


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Case, accents and punctuation taken away: "Hôpital Foch " and "HOPITAL FOCH" are one."""
    bare = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return _WORD_BREAK.sub(" ", "".join(letter for letter in bare if not unicodedata.combining(letter))).strip()


def folded(value: Json) -> str:
    """`fold` of what may be absent."""
    return fold(value) if isinstance(value, str) else ""


def zip_key(value: Json) -> str:
    """A postal code without spaces and signs, and without the leading zeros that spreadsheets eat."""
    return folded(value).replace(" ", "").lstrip("0")


def city_key(value: Json) -> str:
    """One key for the names of one city as far as they are known: Hanoi and Hà Nội, Napoli and Naples."""
    key = folded(value).replace(" ", "")
    return _EXONYMS.get(key, key)


@lru_cache(maxsize=4096)
def _is_masked(name: str) -> bool:
    return not name or _MASKED.fullmatch(name) is not None


def is_masked(facility: Json) -> bool:
    """Whether a name says nothing of who runs the site: "Research Site", "Local Institution - 0062", none at all."""
    return _is_masked(folded(facility))


def are_akin(one: Json, other: Json) -> bool:
    """Whether two names may be spellings of one city: equal when folded, a known pair, alike from the first letter."""
    first, second = city_key(one), city_key(other)
    if not first or not second:
        return False
    return first == second or (first[0] == second[0] and are_alike(first, second, _AKIN))


def are_alike(one: str, other: str, bound: float) -> bool:
    """Whether two folded names read alike by their letters; never if their numbers differ (First, Second Hospital)."""
    if have_other_numbers(one, other):
        return False
    first, second = sorted((one, other))  # difflib is not symmetric
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return matcher.real_quick_ratio() >= bound and matcher.quick_ratio() >= bound and matcher.ratio() >= bound


def have_other_numbers(one: str, other: str) -> bool:
    """Whether both folded names carry numbers, and not the same ones."""
    return bool(numbers(one) and numbers(other)) and numbers(one) != numbers(other)


@lru_cache(maxsize=4096)
def numbers(name: str) -> frozenset[str]:
    """The numbers of a folded name, as figures: "site 007" and "seventh site" bear the same."""
    digits = {found.lstrip("0") for found in _NUMBER.findall(name)}
    return frozenset(digits | {_ORDINALS[word] for word in name.split() if word in _ORDINALS})
