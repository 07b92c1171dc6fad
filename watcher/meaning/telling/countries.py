"""Names of countries as people write them in, the registry's own out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

# As the registry writes them today where its records show it (78 names in 927 records), else as ISO 3166 does.
COUNTRIES = (
    "Afghanistan", "Åland Islands", "Albania", "Algeria", "American Samoa", "Andorra", "Angola", "Anguilla",
    "Antarctica", "Antigua and Barbuda", "Argentina", "Armenia", "Aruba", "Australia", "Austria", "Azerbaijan",
    "Bahamas", "Bahrain", "Bangladesh", "Barbados", "Belarus", "Belgium", "Belize", "Benin", "Bermuda", "Bhutan",
    "Bolivia", "Bosnia and Herzegovina", "Botswana", "Brazil", "British Virgin Islands", "Brunei", "Bulgaria",
    "Burkina Faso", "Burundi", "Cabo Verde", "Cambodia", "Cameroon", "Canada", "Cayman Islands",
    "Central African Republic", "Chad", "Chile", "China", "Christmas Island", "Colombia", "Comoros", "Congo",
    "Cook Islands", "Costa Rica", "Côte d’Ivoire", "Croatia", "Cuba", "Curaçao", "Cyprus", "Czechia",
    "Democratic Republic of the Congo", "Denmark", "Djibouti", "Dominica", "Dominican Republic", "Ecuador", "Egypt",
    "El Salvador", "Equatorial Guinea", "Eritrea", "Estonia", "Eswatini", "Ethiopia", "Falkland Islands",
    "Faroe Islands", "Federated States of Micronesia", "Fiji", "Finland",
    "Former Serbia and Montenegro", "Former Yugoslavia", "France", "French Guiana",
    "French Polynesia", "Gabon", "Gambia", "Georgia", "Germany", "Ghana", "Gibraltar", "Greece", "Greenland",
    "Grenada", "Guadeloupe", "Guam", "Guatemala", "Guernsey", "Guinea", "Guinea-Bissau", "Guyana", "Haiti",
    "Honduras", "Hong Kong", "Hungary", "Iceland", "India", "Indonesia", "Iran", "Iraq", "Ireland", "Isle of Man",
    "Israel", "Italy", "Jamaica", "Japan", "Jersey", "Jordan", "Kazakhstan", "Kenya", "Kiribati", "Kosovo", "Kuwait",
    "Kyrgyzstan", "Laos", "Latvia", "Lebanon", "Lesotho", "Liberia", "Libya", "Liechtenstein", "Lithuania",
    "Luxembourg", "Macau", "Madagascar", "Malawi", "Malaysia", "Maldives", "Mali", "Malta", "Marshall Islands",
    "Martinique", "Mauritania", "Mauritius", "Mayotte", "Mexico", "Moldova", "Monaco", "Mongolia", "Montenegro",
    "Montserrat", "Morocco", "Mozambique", "Myanmar", "Namibia", "Nauru", "Nepal", "Netherlands",
    "Netherlands Antilles", "New Caledonia", "New Zealand", "Nicaragua", "Niger", "Nigeria", "Niue", "North Korea",
    "North Macedonia", "Northern Mariana Islands", "Norway", "Oman", "Pakistan", "Palau", "Palestine", "Panama",
    "Papua New Guinea", "Paraguay", "Peru", "Philippines", "Poland", "Portugal", "Puerto Rico", "Qatar", "Réunion",
    "Romania", "Russia", "Rwanda", "Saint Kitts and Nevis", "Saint Lucia", "Saint Martin",
    "Saint Vincent and the Grenadines", "Samoa", "San Marino", "Sao Tome and Principe", "Saudi Arabia", "Senegal",
    "Serbia", "Seychelles", "Sierra Leone", "Singapore", "Sint Maarten", "Slovakia", "Slovenia", "Solomon Islands",
    "Somalia", "South Africa", "South Korea", "South Sudan", "Spain", "Sri Lanka", "Sudan", "Suriname", "Sweden",
    "Switzerland", "Syria", "Taiwan", "Tajikistan", "Tanzania", "Thailand", "Timor-Leste", "Togo", "Tonga",
    "Trinidad and Tobago", "Tunisia", "Turkey (Türkiye)", "Turkmenistan", "Turks and Caicos Islands", "Tuvalu",
    "Uganda", "Ukraine", "United Arab Emirates", "United Kingdom", "United States", "United States Virgin Islands",
    "Uruguay", "Uzbekistan", "Vanuatu", "Vatican City", "Venezuela", "Vietnam", "Wallis and Futuna",
    "Western Sahara", "Yemen", "Zambia", "Zimbabwe",
)  # fmt: skip

# What people and older records say instead, as `_key` leaves it. A part of a country stands for the whole: the registry
# knows no England.
_ALSO = {
    "Bolivia": "bolivia plurinational state of",
    "British Virgin Islands": "virgin islands british",
    "Brunei": "brunei darussalam",
    "Cabo Verde": "cape verde",
    "China": "prc, mainland china, peoples republic of china",
    "Congo": "congo brazzaville, republic of congo",
    "Czechia": "czech republic",
    "Côte d’Ivoire": "ivory coast",
    "Democratic Republic of the Congo": "congo democratic republic of, congo kinshasa, dr congo, drc",
    "Eswatini": "eswatini kingdom of, swaziland",
    "Falkland Islands": "falkland islands malvinas",
    "Federated States of Micronesia": "micronesia, micronesia federated states of",
    "Hong Kong": "hong kong sar, hongkong",
    "Iran": "iran islamic republic of, islamic republic of iran",
    "Ireland": "republic of ireland, eire",
    "Laos": "lao peoples democratic republic",
    "Libya": "libyan arab jamahiriya",
    "Macau": "macao",
    "Moldova": "moldova republic of, republic of moldova",
    "Myanmar": "burma",
    "Netherlands": "holland",
    "North Korea": "korea democratic peoples republic of",
    "North Macedonia": "former yugoslav republic of macedonia, macedonia, macedonia former yugoslav republic of",
    "Palestine": "palestinian territories, palestinian territory, occupied palestinian territory, "
    "palestinian territory occupied, palestine state of",
    "Russia": "russian federation",
    "Saint Kitts and Nevis": "st kitts and nevis",
    "Saint Lucia": "st lucia",
    "Saint Martin": "st martin, saint martin french part",
    "Saint Vincent and the Grenadines": "st vincent and grenadines",
    "Serbia": "republic of serbia",
    "Sint Maarten": "sint maarten dutch part",
    "Slovakia": "slovak republic",
    "South Korea": "korea, korea republic of, republic of korea, korea south",
    "Syria": "syrian arab republic",
    "Taiwan": "taiwan province of china",
    "Tanzania": "tanzania united republic of, united republic of tanzania",
    "Timor-Leste": "east timor",
    "Turkey (Türkiye)": "turkey, turkiye",
    "United Arab Emirates": "emirates, uae",
    "United Kingdom": "uk, gb, great britain, britain, england, scotland, wales, northern ireland, "
    "united kingdom of great britain and northern ireland",
    "United States": "us, usa, united states of america, america",
    "United States Virgin Islands": "virgin islands us, us virgin islands",
    "Vatican City": "holy see, holy see vatican city state",
    "Venezuela": "venezuela bolivarian republic of",
    "Vietnam": "viet nam",
    "Åland Islands": "aland",
}


def country(name: str) -> str | None:
    """The registry's name; None for what is no country."""
    return _KNOWN.get(_key(name))


@lru_cache(maxsize=1024)
def country_key(name: str) -> str:
    """One for all spellings of a country, those of older records included."""
    return _key(country(name) or name)


def _key(name: str) -> str:
    """Letters without marks and points, "Côte d’Ivoire" as "cote d'ivoire", "U.S.A." as "usa"; no "the"."""
    letters = "".join(
        sign for sign in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(sign)
    )
    words = re.sub(r"[^\w\s]", " ", re.sub(r"[.'’]", "", letters).replace("&", " and ")).split()
    return " ".join(word for word in words if word != "the")


_KNOWN: Mapping[str, str] = {
    **{_key(name): name for name in COUNTRIES},
    **{also: name for name, others in _ALSO.items() for also in others.split(", ")},
}
