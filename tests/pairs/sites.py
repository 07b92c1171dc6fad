"""Pairs of sites: listed, opened, renamed, hidden, shown; and the countries and contacts that come and go along."""

from __future__ import annotations

from typing import Any

from tests.pairs.row import CLOSED, PRE_START, Pair, Told, pair

_LIST = "contactsLocationsModule.locations"
_CENTRAL = "contactsLocationsModule.centralContacts"
_OVERALL = "statusModule.overallStatus"
_DROPPED = "derivedSection.miscInfoModule.removedCountries"
R, N, C, S, W, T = "RECRUITING", "NOT_YET_RECRUITING", "COMPLETED", "SUSPENDED", "WITHDRAWN", "TERMINATED"
_MASK = "Research Site"


def _site(facility: str, city: str, zip_code: str, country: str, status: str | None = R, **more: Any) -> dict[str, Any]:
    place = {"facility": facility, "city": city, "zip": zip_code, "country": country, **more}
    return {**place, "status": status} if status else place


def _masked(city: str, zip_code: str, country: str, status: str | None = R, **more: Any) -> dict[str, Any]:
    return _site(_MASK, city, zip_code, country, status, **more)


def _at(lat: float, lon: float) -> dict[str, float]:
    return {"lat": lat, "lon": lon}


def _phone(name: str, number: str) -> dict[str, str]:
    return {"name": name, "role": "CONTACT", "phone": number}


# Two dozen German sites in cities of their own: what one site does is no news of the whole.
_CITIES = (
    "Aachen", "Berlin", "Celle", "Dresden", "Essen", "Freiburg", "Giessen", "Hamburg",
    "Ingolstadt", "Jena", "Kiel", "Leipzig", "Mainz", "Nürnberg", "Oldenburg", "Potsdam",
    "Quedlinburg", "Rostock", "Stuttgart", "Tübingen", "Ulm", "Weimar", "Xanten", "Zwickau",
)  # fmt: skip
MANY = [_masked(city, f"{10100 + 3000 * place}", "Germany") for place, city in enumerate(_CITIES)]
BONN = _masked("Bonn", "53127", "Germany")
LYON = _site("Hôpital Lyon Sud", "Lyon", "69310", "France")
SEOUL = [_masked("Seoul", "03080", "South Korea") for _ in range(4)]
_BONN_IS, _LYON_IS = "Research Site, Bonn, 53127, Germany", "Hôpital Lyon Sud, Lyon, 69310, France"
_SEOUL_IS = "Research Site, Seoul, 03080, South Korea"


def _but(site: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {key: value for key, value in {**site, **fields}.items() if value is not None}


def _sites(name: str, old: list[Any], new: list[Any] | None, *told: Told, **more: Any) -> Pair:
    given = (*more.pop("given", ()), _LIST, old or None)
    return pair(name, (*more.pop("steps", ()), _LIST, new), *told, given=given, **more)


def _added(site: dict[str, Any], item: str) -> Told:
    return Told("site.added", None, site, "minor", "site.added", item)


def _removed(site: dict[str, Any], item: str, **more: Any) -> Told:
    return Told("site.removed", site, None, "minor", "site.removed", item, **more)


def _entered(country: str, significance: str = "major", rule: str = "country.entered") -> Told:
    return Told("country.entered", None, country, significance, rule, country)


def _left(country: str, significance: str = "major", rule: str = "country.left") -> Told:
    return Told("country.left", country, None, significance, rule, country)


def _turned(item: str, before: str | None, after: str | None, rule: str = "site.status_changed", **more: Any) -> Told:
    return Told("site.status_changed", before, after, "minor", rule, item, **more)


LISTED: tuple[Pair, ...] = (
    _sites("a site among many", MANY, [*MANY, BONN], _added(BONN, _BONN_IS)),
    _sites("the first site of a country", MANY, [LYON, *MANY], _added(LYON, _LYON_IS), _entered("France"),
           correction=7),
    _sites("the first sites of a trial enter no country", [], [BONN, LYON], _added(BONN, _BONN_IS),
           _added(LYON, _LYON_IS), correction=7),
    _sites("a site added after recruitment closed", [BONN], [BONN, LYON], _added(LYON, _LYON_IS),
           _entered("France", "minor", "country.closed"), given=CLOSED, stage="closed", correction=7),
    _sites("a site goes from among many", [*MANY, BONN], MANY, _removed(BONN, _BONN_IS)),
    _sites("the last site of a country", [*MANY, LYON], MANY, _removed(LYON, _LYON_IS), _left("France")),
    _sites("the last site of a country, after recruitment closed", [*MANY, LYON], MANY, _removed(LYON, _LYON_IS),
           _left("France", "minor", "country.closed"), given=CLOSED, stage="closed", correction=7),
    _sites("the registry's list of removed countries goes along", [*MANY, LYON], MANY, _removed(LYON, _LYON_IS),
           _left("France"), steps=(_DROPPED, ["France"]), correction=7),
    _sites("a country entered again leaves that list", MANY, [*MANY, LYON], _added(LYON, _LYON_IS),
           _entered("France"), given=(_DROPPED, ["France"]), steps=(_DROPPED, None), correction=7),
    _sites("a fifth of the sites more", MANY[:5], [*MANY[:5], BONN], _added(BONN, _BONN_IS), rated="major",
           correction=7),
    _sites("a fifth of the sites fewer", MANY[:5], MANY[:4], _removed(MANY[4], "Research Site, Essen, 22100, Germany"),
           rated="major", correction=7),
    _sites("a site in place of another is no net change", [*MANY[:4], LYON], [*MANY[:4], BONN],
           _removed(LYON, _LYON_IS), _added(BONN, _BONN_IS), _left("France"), correction=7),
    _sites("all sites gone as recruitment closes", [BONN, LYON], None, _removed(BONN, _BONN_IS),
           _removed(LYON, _LYON_IS), _left("Germany"), _left("France"),
           Told("status.changed", R, "ACTIVE_NOT_RECRUITING", "major", "status.changed"),
           steps=(_OVERALL, "ACTIVE_NOT_RECRUITING"), rated="critical"),
    _sites("one of four equal sites goes", SEOUL + MANY, SEOUL[1:] + MANY,
           _removed(SEOUL[0], _SEOUL_IS, confidence="ambiguous")),
)  # fmt: skip


def _statuses(old: str, new: str) -> tuple[list[Any], list[Any]]:
    words = {"R": R, "N": N, "C": C, "S": S, "W": W, "T": T}
    before, after = ([_but(SEOUL[0], status=words[letter]) for letter in side] for side in (old, new))
    return before + MANY, after + MANY


_DOUBT: dict[str, Any] = {"confidence": "ambiguous"}
STATUSES: tuple[Pair, ...] = (
    _sites("a site opens", *_statuses("N", "R"), _turned(_SEOUL_IS, N, R, "site.opened")),
    _sites("a site closes", *_statuses("R", "C"), _turned(_SEOUL_IS, R, C)),
    _sites("a site suspended before it opened", *_statuses("N", "S"),
           _turned(_SEOUL_IS, N, S, "site.stopped_before_opening"), correction=7),
    _sites("a site withdrawn before it opened", *_statuses("N", "W"),
           _turned(_SEOUL_IS, N, W, "site.stopped_before_opening"), correction=7),
    _sites("four equal sites of which one closes", *_statuses("RRRR", "RRRC"), _turned(_SEOUL_IS, R, C, **_DOUBT)),
    _sites("four equal sites of which all close", *_statuses("RRRR", "CCCC"), *[_turned(_SEOUL_IS, R, C)] * 4),
    _sites("of four sites of one address the two that waited open", *_statuses("RRNN", "RRRR"),
           *[_turned(_SEOUL_IS, N, R, "site.opened")] * 2),
    # What two sites of one name and address exchange, no reader of the record can see: documented, not guessed.
    _sites("two equal sites exchange their statuses", *_statuses("RN", "NR")),
    _sites("two sites of different addresses exchange their statuses", [BONN, _but(MANY[0], status=N), *MANY[1:]],
           [_but(BONN, status=N), *MANY], _turned(_BONN_IS, R, N),
           _turned("Research Site, Aachen, 10100, Germany", N, R, "site.opened")),
    _sites("ten sites stopped while the trial goes on", MANY, [_but(site, status=T) for site in MANY[:10]] + MANY[10:],
           *[_turned(f"Research Site, {s['city']}, {s['zip']}, Germany", R, T) for s in MANY[:10]], rated="major"),
    _sites("nine sites stopped", MANY, [_but(site, status=T) for site in MANY[:9]] + MANY[9:],
           *[_turned(f"Research Site, {s['city']}, {s['zip']}, Germany", R, T) for s in MANY[:9]]),
    _sites("a site opens with its contact", [_but(BONN, status=N), *MANY],
           [_but(BONN, contacts=[_phone("Kim", "1")]), *MANY], _turned(_BONN_IS, N, R, "site.opened")),
)  # fmt: skip

_LYON_ALSO = _but(LYON, facility="Hopital Lyon Sud - HCL")
_LYON_BARE = "Hôpital Lyon Sud, Lyon, France"
_NAMED = _but(BONN, facility="Universitätsklinikum Bonn")


def _edited(
    item: str, before: Any, after: Any, significance: str = "administrative", rule: str = "site.edited"
) -> Told:
    return Told("site.edited", before, after, significance, rule, item)


PLACES: tuple[Pair, ...] = (
    _sites("same code and country, a name spelled anew", [LYON, *MANY], [_LYON_ALSO, *MANY],
           _edited("Hopital Lyon Sud - HCL, Lyon, 69310, France", LYON["facility"], _LYON_ALSO["facility"]),
           correction=8),
    _sites("a hidden name is given, at the same code", [BONN, *MANY], [_NAMED, *MANY],
           _edited("Universitätsklinikum Bonn, Bonn, 53127, Germany", _MASK, _NAMED["facility"], "administrative",
                   "site.name_revealed"), correction=8),
    _sites("a hidden name is given and its contacts come along", [BONN, *MANY],
           [_but(_NAMED, contacts=[_phone("Kim", "1")]), *MANY],
           _edited("Universitätsklinikum Bonn, Bonn, 53127, Germany", {"facility": _MASK},
                   {"facility": _NAMED["facility"]}, "administrative", "site.name_revealed"), correction=8),
    _sites("a name is hidden at the same code", [_NAMED, *MANY], [BONN, *MANY],
           _edited(_BONN_IS, _NAMED["facility"], _MASK), correction=8),
    _sites("same name and country, another code", [LYON, *MANY], [_but(LYON, zip="69495"), *MANY],
           _edited("Hôpital Lyon Sud, Lyon, 69495, France", "69310", "69495"), correction=8),
    _sites("same city, names alike, no code", [_but(LYON, zip=None), *MANY],
           [_but(LYON, zip=None, facility="Hôpital Lyon-Sud HCL"), *MANY],
           _edited("Hôpital Lyon-Sud HCL, Lyon, France", LYON["facility"], "Hôpital Lyon-Sud HCL"), correction=8),
    _sites("another hospital of that city is another site", [LYON, *MANY],
           [_site("Clinique Mutualiste", "Lyon", "69003", "France"), *MANY], _removed(LYON, _LYON_IS),
           _added(_site("Clinique Mutualiste", "Lyon", "69003", "France"), "Clinique Mutualiste, Lyon, 69003, France"),
           correction=8),
    _sites("two hidden names of two codes are two sites", [BONN, *MANY], [_but(BONN, zip="53113"), *MANY],
           _removed(BONN, _BONN_IS), _added(_but(BONN, zip="53113"), "Research Site, Bonn, 53113, Germany"),
           correction=8),
    _sites("a status takes no part in the proof", [LYON, *MANY], [_but(LYON, zip="69495", status=C), *MANY],
           _edited("Hôpital Lyon Sud, Lyon, 69495, France", "69310", "69495"),
           _turned("Hôpital Lyon Sud, Lyon, 69495, France", R, C), correction=8),
    _sites("two of one name, and the codes are taken out", [LYON, LYON, *MANY],
           [_but(LYON, zip=None), _but(LYON, zip=None), *MANY], *2 * [_edited(_LYON_BARE, "69310", None)],
           correction=8),
    _sites("two of one name get codes", [_but(LYON, zip=None), _but(LYON, zip=None), *MANY],
           [LYON, _but(LYON, zip="69495"), *MANY], _edited(_LYON_IS, None, "69310"),
           _edited("Hôpital Lyon Sud, Lyon, 69495, France", None, "69495"), correction=8),
    _sites("one of two closes while the codes are taken out", [LYON, LYON, *MANY],
           [_but(LYON, zip=None), _but(LYON, zip=None, status=C), *MANY], *2 * [_edited(_LYON_BARE, "69310", None)],
           _turned(_LYON_BARE, R, C, confidence="ambiguous"), correction=8),
    _sites("one of two is gone when the codes are taken out", [LYON, _but(LYON, zip="69495"), *MANY],
           [_but(LYON, zip=None), *MANY], _removed(LYON, _LYON_IS),
           _removed(_but(LYON, zip="69495"), "Hôpital Lyon Sud, Lyon, 69495, France"),
           _added(_but(LYON, zip=None), _LYON_BARE), correction=8),
    _sites("a short code names a district and proves nothing", [_masked("Tainan", "736", "Taiwan"), *MANY],
           [_site("Liuying Hospital", "Liuying", "736", "Taiwan"), *MANY],
           _removed(_masked("Tainan", "736", "Taiwan"), "Research Site, Tainan, 736, Taiwan"),
           _added(_site("Liuying Hospital", "Liuying", "736", "Taiwan"), "Liuying Hospital, Liuying, 736, Taiwan"),
           correction=8),
    _sites("a site edited and opened at once is two changes", [_but(BONN, status=N), *MANY], [_NAMED, *MANY],
           _edited("Universitätsklinikum Bonn, Bonn, 53127, Germany", _MASK, _NAMED["facility"], "administrative",
                   "site.name_revealed"),
           _turned("Universitätsklinikum Bonn, Bonn, 53127, Germany", N, R, "site.opened")),
)  # fmt: skip

_NAPLES = [_site("Ospedale Uno", "Napoli", "80131", "Italy"), _site("Ospedale Due", "Napoli", "80138", "Italy")]
_TURKEY = [_masked("Ankara", "06800", "Turkey", geoPoint=_at(39.9, 32.9)), _masked("Izmir", "35100", "Turkey")]


def _everywhere(sites: list[Any], **fields: Any) -> list[Any]:
    return [_but(site, **fields) for site in sites]


def _renamed(item: str, before: str, after: str, actor: str = "registry") -> Told:
    return Told("place.renamed", before, after, "administrative", "place.renamed", item, actor=actor)


SPELLED: tuple[Pair, ...] = (
    _sites("Napoli is Naples", [*_NAPLES, *MANY], [*_everywhere(_NAPLES, city="Naples"), *MANY],
           _renamed("Naples (Italy)", "Napoli", "Naples"), submitted=None, correction=14),
    _sites("Napoli is Naples, and its point moves along", [*_everywhere(_NAPLES, geoPoint=_at(40.85, 14.27)), *MANY],
           [*_everywhere(_NAPLES, city="Naples", geoPoint=_at(40.84, 14.25)), *MANY],
           _renamed("Naples (Italy)", "Napoli", "Naples"), submitted=None),
    _sites("Padua is Padova", [_masked("Padua", "35128", "Italy"), *MANY], [_masked("Padova", "35128", "Italy"), *MANY],
           _renamed("Padova (Italy)", "Padua", "Padova"), submitted=None),
    _sites("Napoli retyped in a submission", [*_NAPLES, *MANY], [*_everywhere(_NAPLES, city="Naples"), *MANY],
           _renamed("Naples (Italy)", "Napoli", "Naples", "sponsor")),
    _sites("Turkey is Turkey (Türkiye), and no country entered", [*_TURKEY, *MANY],
           [*_everywhere(_TURKEY, country="Turkey (Türkiye)"), *MANY],
           _renamed("Turkey (Türkiye)", "Turkey", "Turkey (Türkiye)"), submitted=None),
    _sites("a part of Turkey is Turkey (Türkiye), and Turkey is no news", [*_TURKEY, *MANY],
           [{**_TURKEY[0], "country": "Turkey (Türkiye)"}, _TURKEY[1], *MANY],
           _renamed("Turkey (Türkiye)", "Turkey", "Turkey (Türkiye)"), submitted=None),
    _sites("Turkey spelled anew, and its codes too", [*_TURKEY, *MANY],
           [*_everywhere(_TURKEY, country="Turkey (Türkiye)", zip=None), *MANY],
           _renamed("Turkey (Türkiye)", "Turkey", "Turkey (Türkiye)"), submitted=None),
    _sites("a map point computed anew", [_but(BONN, geoPoint=_at(50.73, 7.09)), *MANY],
           [_but(BONN, geoPoint=_at(50.74, 7.1)), *MANY],
           Told("registry.derived", {"geoPoint": _at(50.73, 7.09)}, {"geoPoint": _at(50.74, 7.1)}, "administrative",
                "derived", _BONN_IS, actor="registry"), submitted=None),
)  # fmt: skip

_OPEN = [_but(site, contacts=[_phone("Kim", "1")]) for site in MANY[:2]] + [_but(BONN, status=N)]
_HIDDEN = [_but(site, status=None, contacts=None) for site in _OPEN]
_TOTALS = {R: 2, N: 1}
_BY_REGISTRY: dict[str, Any] = {"actor": "registry"}
_ANR = "ACTIVE_NOT_RECRUITING"


def _overall(before: str, after: str, significance: str, rule: str = "status.changed", way: str = "neutral") -> Told:
    return Told("status.changed", before, after, significance, rule, direction=way)


def _withheld(before: Any) -> Told:
    return Told("sites.status_withheld", before, None, "administrative", "sites.status_withheld", **_BY_REGISTRY)


def _shown(after: Any) -> Told:
    return Told("sites.status_shown", None, after, "administrative", "sites.status_withheld", **_BY_REGISTRY)


HIDDEN: tuple[Pair, ...] = (
    _sites("statuses and all contacts go with recruitment", _OPEN, _HIDDEN, _withheld(_TOTALS),
           _overall(R, _ANR, "major"), steps=(_OVERALL, _ANR, _CENTRAL, None), correction=7),
    _sites("statuses go with a suspension", _OPEN, _HIDDEN, _withheld(_TOTALS),
           _overall(R, S, "critical", "status.stopped", "unfavourable"), steps=(_OVERALL, S, _CENTRAL, None),
           correction=7),
    _sites("a site added among those whose status goes", _OPEN, [*_HIDDEN, _but(LYON, status=None)],
           _withheld(_TOTALS), _overall(R, _ANR, "major"), _added(_but(LYON, status=None), _LYON_IS),
           _entered("France"), steps=(_OVERALL, _ANR, _CENTRAL, None), correction=7),
    _sites("statuses and contacts appear as recruitment opens", _HIDDEN, _OPEN, _shown(_TOTALS),
           _overall(N, R, "major", way="favourable"), given=(*PRE_START, _CENTRAL, None),
           steps=(_OVERALL, R, _CENTRAL, [_phone("Center", "1-800")]), stage="pre_start", correction=7),
    _sites("statuses appear again after a suspension", _HIDDEN, _OPEN, _shown(_TOTALS),
           _overall(S, R, "critical", "status.restarted", "favourable"), given=(_OVERALL, S), steps=(_OVERALL, R)),
    _sites("statuses appear, one of them of a country of its own", [_but(LYON, status=None)], [LYON], _shown({R: 1}),
           _overall(S, R, "critical", "status.restarted", "favourable"), given=(_OVERALL, S), steps=(_OVERALL, R)),
    pair("central contacts vanish where no site showed a status",
         (_OVERALL, "COMPLETED", _CENTRAL, None),
         Told("contact.removed", [{"name": "Example Information Center", "role": "CONTACT", "phone": "1-800-000-0000"}],
              None, "administrative", "contact", **_BY_REGISTRY),
         _overall(R, "COMPLETED", "major"), given=(_LIST, None), correction=7),
)  # fmt: skip

_CLINICS = [_site(f"{city} University Hospital", city, MANY[n]["zip"], "Germany") for n, city in enumerate(_CITIES[:6])]
_ONE_A_CITY = [*_CLINICS, _site("Second Aachen Hospital", "Aachen", "52070", "Germany")]


def _anonymised(before: int, after: int) -> Told:
    return Told("sites.anonymised", before, after, "minor", "sites.anonymised")


MASKED: tuple[Pair, ...] = (
    _sites("all names are hidden", _CLINICS, MANY[:6], _anonymised(6, 6), correction=(7, 13)),
    _sites("all names are hidden and one entry a city is left", _ONE_A_CITY, MANY[:6], _anonymised(7, 6),
           correction=(7, 13)),
    _sites("names are hidden after recruitment closed", _CLINICS, MANY[:6], _anonymised(6, 6), given=CLOSED,
           stage="closed", correction=(7, 13)),
    _sites("half of the sites vanish behind hidden names: no net count", _CLINICS[:4] * 2,
           [_but(site, facility=_MASK) for site in _CLINICS[:4]], _anonymised(8, 4), correction=7),
)  # fmt: skip

_KIM, _LEE = _phone("Kim", "1"), _phone("Lee", "2")


def _contact(kind: str, item: str, before: Any, after: Any) -> Told:
    return Told(f"contact.{kind}", before, after, "administrative", "contact", item)


def _contacts(name: str, before: list[Any], after: list[Any], told: Told) -> Pair:
    old, new = (_but(BONN, contacts=people or None) for people in (before, after))
    return _sites(name, [old, *MANY], [new, *MANY], told)


CONTACTS: tuple[Pair, ...] = (
    _contacts("a second contact at a site", [_KIM], [_KIM, _LEE], _contact("added", f"Lee ({_BONN_IS})", None, _LEE)),
    _contacts("a contact of a site goes", [_KIM, _LEE], [_KIM], _contact("removed", f"Lee ({_BONN_IS})", _LEE, None)),
    _contacts("another number at a site", [_KIM], [_phone("Kim", "9")],
              _contact("edited", f"Kim ({_BONN_IS})", "1", "9")),
    pair("a second central contact", (_CENTRAL, [_KIM, _LEE]), _contact("added", "Lee", None, _LEE),
         given=(_CENTRAL, [_KIM])),
    pair("a central contact goes, another stays", (_CENTRAL, [_KIM]), _contact("removed", "Lee", _LEE, None),
         given=(_CENTRAL, [_KIM, _LEE])),
    pair("a central contact by another number", (_CENTRAL, [_phone("Kim", "9")]), _contact("edited", "Kim", "1", "9"),
         given=(_CENTRAL, [_KIM])),
    pair("the central contact is another person", (_CENTRAL, [_LEE]), _contact("removed", "Kim", _KIM, None),
         _contact("added", "Lee", None, _LEE), given=(_CENTRAL, [_KIM])),
    pair("a central contact gives an address", (_CENTRAL, [{**_KIM, "email": "kim@example.org"}]),
         _contact("edited", "Kim", None, "kim@example.org"), given=(_CENTRAL, [_KIM])),
)  # fmt: skip

PAIRS = (*LISTED, *STATUSES, *PLACES, *SPELLED, *HIDDEN, *MASKED, *CONTACTS)
