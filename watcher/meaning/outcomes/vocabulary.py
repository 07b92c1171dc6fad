"""The words by which outcomes name what they measure, how, and who judges it. Tables, row for row.

Abbreviations are read in their own case only: "OS" is overall survival, "per os" is a way to take a tablet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

Table = tuple[tuple[str, re.Pattern[str]], ...]


def _table(rows: Mapping[str, str]) -> Table:
    return tuple((name, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)) for name, pattern in rows.items())


def named(table: Table, text: str) -> frozenset[str]:
    """The rows that the text holds a word of."""
    return frozenset(name for name, pattern in table if pattern.search(text))


DOMAINS = _table(
    {
        "overall survival": r"overall survival|(?-i:OS)",
        "progression-free survival": r"progression[- ]free survival|(?-i:r?PFS\d?)",
        "disease-free survival": r"(?:invasive )?disease[- ]free survival|(?-i:i?DFS)",
        "event-free survival": r"event[- ]free survival|(?-i:EFS)",
        "relapse-free survival": r"(?:relapse|recurrence)[- ]free survival|(?-i:RFS)",
        "metastasis-free survival": r"metastas[ie]s[- ]free survival|(?-i:D?MFS)",
        "objective response": r"(?:objective|overall) (?:tumou?r )?response(?: rates?)?|ORR",
        "duration of response": r"duration of (?:\w+ )?response|(?-i:DoR|DOR)",
        "disease control": r"disease control(?: rate)?|(?-i:DCR)",
        "clinical benefit": r"clinical benefit(?: rate)?|(?-i:CBR)",
        "complete response": r"complete (?:response|remission)(?: rate)?|(?-i:CRR|pCR)"
        r"|pathologic(?:al)? complete response",
        "major pathologic response": r"major pathologic(?:al)? response|(?-i:MPR)",
        "time to response": r"time to (?:\w+ )?response|(?-i:TTR)",
        "time to progression": r"time to (?:\w+ )?progression|(?-i:TTP)",
        "dose-limiting toxicity": r"dose[- ]limiting toxicit(?:y|ies)|DLTs?",
        "maximum tolerated dose": r"maxim(?:um|al) tolerated dose|(?-i:MTD)",
        "recommended dose": r"recommended (?:phase \S+ |expansion )?dose|(?-i:RP[23]D|RDE)",
        "serious adverse events": r"serious (?:adverse|AE)\w*(?: events?)?|(?-i:SAEs?|serious TEAEs?)",
        "adverse events of special interest": r"(?:adverse )?events? of special interest|(?-i:AESIs?)",
        "discontinuation": r"discontinu\w+|withdraw(?:al|n|als) from",
        "adverse events": r"adverse (?:events?|reactions?)|(?-i:(?:TE|TR|ir)?AEs?)",
        "death": r"deaths?|(?:all[- ]cause )?mortality",
        "maximum concentration": r"maxim(?:um|al) (?:\w+ ){0,3}concentration|peak (?:\w+ )?concentration|Cmax",
        "trough concentration": r"trough (?:\w+ )?concentration|Ctrough|Cmin",
        "area under the curve": r"area under (?:the )?(?:\w+[- ])*curve|AUC\S*",
        "time of maximum concentration": r"time (?:to|of) (?:reach )?(?:the )?(?:maxim(?:um|al)|peak)|Tmax",
        "half-life": r"half[- ]li(?:fe|ves)|t1/2",
        "clearance": r"clearance|(?-i:CL(?:/F)?)",
        "volume of distribution": r"volume of distribution|(?-i:V[dz])",
        "antidrug antibodies": r"anti[- ]?drug[- ]antibod(?:y|ies)|(?-i:ADAs?)|immunogenicity",
        "quality of life": r"quality[- ]of[- ]life|HRQoL|QoL",
        "hospitalization": r"hospitali[sz]ations?",
        "exacerbations": r"exacerbations?",
        "pain": r"pain",
        "FEV1": r"FEV ?1|forced expiratory volume\w*",
        "HbA1c": r"HbA1c|glycated ha?emoglobin",
        "body weight": r"body weight",
    }
)
# What is named inside another's name is no domain of its own, unless it stands beside it, too.
INSIDE = {
    "adverse events": {"serious adverse events", "adverse events of special interest"},
    "objective response": {"duration of response", "time to response"},
}
# What is named beside these says more of them: discontinuation due to adverse events, survival until death.
BESIDE = {"adverse events": {"discontinuation"}, "death": {"overall survival"}}
MEASUREMENTS = _table(
    {
        "RECIST 1.1": r"(?<![im])RECIST\W*(?:v(?:ersion)?\.?\W*)?1\.1|RECIST\W+criteria\W+1\.1",
        "RECIST 1.0": r"RECIST\W*(?:v(?:ersion)?\.?\W*)?1\.0",
        "iRECIST": r"iRECIST",
        "mRECIST": r"m(?:odified )?RECIST",
        "Lugano": r"Lugano",
        "Cheson": r"Cheson",
        "RANO": r"(?-i:i?RANO)",
        "IMWG": r"IMWG",
        "PCWG3": r"PCWG-?3",
        "CTCAE 4": r"CTCAE\W*(?:v(?:ersion)?\.?\W*)?4\S*",
        "CTCAE 5": r"CTCAE\W*(?:v(?:ersion)?\.?\W*)?5\S*",
        "EORTC QLQ-C30": r"QLQ-?C30",
        "EQ-5D": r"EQ-?5D\S*",
        "SF-36": r"SF-?36",
        "SLEDAI": r"(?:SLEDAI|SELENA)\S*",
        "BICLA": r"BICLA",
        "SRI-4": r"SRI\W?\(?4\)?",
        "ACR20": r"ACR\W?20",
        "ACR50": r"ACR\W?50",
        "EASI-75": r"EASI\W?75",
        "EASI-90": r"EASI\W?90",
        "EASI": r"(?-i:EASI)",
        "PASI 75": r"PASI\W?75",
        "PASI 90": r"PASI\W?90",
        "IGA": r"(?-i:v?IGA(?:-AD)?)",
        "SCORAD": r"(?:PO-?)?SCORAD",
        "DLQI": r"C?DLQI",
        "ACQ": r"ACQ(?:-?\d)?",
        "AQLQ": r"AQLQ\S*",
        "visual analogue scale": r"(?-i:VAS)|visual analog(?:ue)? scale",
        "numeric rating scale": r"(?-i:NRS)|numeric(?:al)? rating scale",
        "MMSE": r"MMSE",
        "ADAS-Cog": r"ADAS-?Cog\S*",
        "Bayley": r"Bayley\S*",
        "Vineland": r"Vineland\S*",
        "mRS": r"mRS|modified Rankin(?: scale)?",
        "NYHA": r"NYHA",
        "KCCQ": r"KCCQ\S*",
        "six-minute walk": r"6MW[DT]|six[- ]minute walk|6[- ]minute walk",
    }
)
METRICS = _table(
    {
        "percent change": r"(?:percent(?:age)?|%) (?!of\b)(?:\w+ ){0,2}changes?|relative changes?"
        r"|changes?(?= (?:[\w-]+ ){0,8}\((?:%|percent))",
        "change": r"changes?|differences? from baseline",
        "proportion": r"proportions?|percent(?:age)?s?",
        "number": r"numbers?|counts?|incidences?|frequenc(?:y|ies)|(?<!first )occurrences?",
        "mean": r"mean|average",
        "median": r"median",
        "time to event": r"time to|time until|time from",
        "duration": r"duration",
        "annualized rate": r"annuali[sz]ed",
        "hazard ratio": r"hazard ratio",
        "slope": r"slope",
    }
)
# "Percent change" holds both words; the longer name is the metric.
WITHIN = {"change": "percent change", "proportion": "percent change"}
# These make another quantity of what they stand before.
TRANSFORMED = frozenset({"percent change", "change", "annualized rate"})
# Which way a measure has to move: one for the other is another metric.
DIRECTIONS = _table(
    {
        "increase": r"increas\w+",
        "decrease": r"(?:decreas|reduc)\w+|declin\w+",
        "improvement": r"improv\w+",
        "worsening": r"worsen\w*|deteriorat\w+",
    }
)
# How bad, and in whom: one word more or another, and the same words count other events or other people.
QUALIFIERS = _table(
    {
        "mild": r"mild",
        "moderate": r"moderate",
        "severe": r"severe",
        "major": r"major",
        "minor": r"minor",
        "fatal": r"(?<!non-)(?<!non )fatal",
        "life-threatening": r"life[- ]threatening",
        "clinically relevant": r"clinically (?:relevant|significant|meaningful|important)",
        "adults": r"adults?",
        "adolescents": r"adolescents?|teenagers?",
        "children": r"child(?:ren)?|pa?ediatric",
        "infants": r"infants?|neonat\w+|newborns?",
        "women": r"women|woman|females?",
        "men": r"men|man|males?",
    }
)
# Opposites, and instruments: said of something else where one takes another's place, a word more where it only comes.
OPPOSITES = _table(
    {
        "success": r"success\w*",
        "failure": r"failures?",
        "physical": r"physical",
        "mental": r"mental",
        "systolic": r"systolic",
        "diastolic": r"diastolic",
        "short-term": r"short[- ]term",
        "long-term": r"long[- ]term",
        "fasting": r"fasting",
        "postprandial": r"post-?prandial",
        "MRI": r"(?-i:MRI)|magnetic resonance imaging",
        "CT": r"(?-i:CT)|computed tomography",
        "ultrasound": r"ultraso(?:und|nography)",
    }
)
# Between which events a time frame lies, and on which side of them.
ANCHORS = _table(
    {
        "before": r"before|prior to|preceding",
        "during": r"during|throughout",
        "after": r"after|following|post",
        "start": r"start|initiation|beginning|onset|first (?:dose|administration|infusion|injection|treatment)",
        "end": r"end|completion|last (?:dose|administration|infusion|injection|treatment)",
        "first": r"first(?! (?:dose|administration|infusion|injection|treatment)\b)",
        "last": r"last(?! (?:dose|administration|infusion|injection|treatment)\b)|final",
        "baseline": r"baseline",
        "screening": r"screening",
        "randomization": r"randomi[sz](?:ation|ed)",
        "enrollment": r"enrol\w+|registration",
        "surgery": r"surger(?:y|ies)|operations?",
        "admission": r"admission|admitted",
        "discharge": r"discharged?",
        "birth": r"birth|delivery",
        "progression": r"progression",
        "death": r"death",
    }
)
ASSESSORS = _table(
    {
        "investigator": r"investigators?(?:'s|’s)?(?: assess\w+)?|(?-i:INV|PI[- ]assessed)",
        "local site": r"local sites?|local(?:ly)? (?:assess\w+|review\w*|read\w*|laborator\w+)|site[- ]assessed",
        "independent review": r"(?-i:BICR|IRC|IRR|ICR|IRRC)"
        r"|independent(?:ly)?(?: \w+){0,3} (?:review\w*|assess\w+|committee|panel"
        r"|evaluat\w+|rat(?:er|ing)s?|observers?|examin\w+|radiolog\w+|patholog\w+|physicians?|experts?)"
        r"|central(?:ly)?(?: \w+){0,2} (?:review\w*|read\w*|assess\w+|adjudicat\w+)|adjudicat\w+",
        "blinded": r"BICR|blind(?:ed|ly)|masked",
        "patient": r"(?:patient|participant|self)[- ]report(?:ed|s)?|(?-i:PROs?)",
        "caregiver": r"(?:parent|caregiver|carer|observer)[- ]report(?:ed)?"
        r"|(?:by|from) (?:the )?(?:parents?|caregivers?)",
        "clinician": r"(?:clinician|physician)[- ](?:report|rat|assess)(?:ed)?",
    }
)
CONFIRMATIONS = _table(
    {"unconfirmed": r"un-?confirmed|not (?:be )?confirmed|without confirmation", "confirmed": r"confirm(?:ed|ation)"}
)
# What ends a time to an event: an event less, and the same name measures something else.
EVENTS = _table(
    {
        "death": r"deaths?|die[sd]?|mortality",
        "progression": r"progress(?:ion|ive|es|ed)",
        "relapse": r"relapse[sd]?",
        "recurrence": r"recurrences?|recurs?|recurred",
        "another treatment": r"(?:start|initiation|receipt|use) of (?:\w+[- ]){0,3}(?:therap(?:y|ies)|treatments?)",
        "transplantation": r"transplant\w*",
        "stroke": r"strokes?",
        "myocardial infarction": r"myocardial infarctions?|(?-i:MI)",
        "hospitalization": r"hospitali[sz]ations?",
        "discontinuation": r"discontinu\w+",
        "heart failure": r"heart failure",
        "cardiac arrest": r"cardiac arrests?",
        "revascularization": r"revasculari[sz]ations?",
        "bleeding": r"bleed(?:s|ing)?|ha?emorrhages?",
        "thromboembolism": r"(?:thrombo)?embolisms?|thrombos[ie]s",
        "dialysis": r"dialysis",
        "ventilation": r"mechanical ventilation|intubation",
    }
)
