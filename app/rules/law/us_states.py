"""The states of the United States, by the local hours in which they let advertising in, and what else they ask.

Whether each statute means texts is open where the grade is V. Hours that say no more than federal law does are here
because somebody asked.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.rules.law.form import Jurisdiction, Keep, Record, Rule, Sender, Terms, week

NAMES = {
    "AL": "Alabama",
    "AK": "Alaska",
    "AZ": "Arizona",
    "AR": "Arkansas",
    "CA": "California",
    "CO": "Colorado",
    "CT": "Connecticut",
    "DC": "District of Columbia",
    "DE": "Delaware",
    "FL": "Florida",
    "GA": "Georgia",
    "HI": "Hawaii",
    "IA": "Iowa",
    "ID": "Idaho",
    "IL": "Illinois",
    "IN": "Indiana",
    "KS": "Kansas",
    "KY": "Kentucky",
    "LA": "Louisiana",
    "MA": "Massachusetts",
    "MD": "Maryland",
    "ME": "Maine",
    "MI": "Michigan",
    "MN": "Minnesota",
    "MO": "Missouri",
    "MS": "Mississippi",
    "MT": "Montana",
    "NC": "North Carolina",
    "ND": "North Dakota",
    "NE": "Nebraska",
    "NH": "New Hampshire",
    "NJ": "New Jersey",
    "NM": "New Mexico",
    "NV": "Nevada",
    "NY": "New York",
    "OH": "Ohio",
    "OK": "Oklahoma",
    "OR": "Oregon",
    "PA": "Pennsylvania",
    "RI": "Rhode Island",
    "SC": "South Carolina",
    "SD": "South Dakota",
    "TN": "Tennessee",
    "TX": "Texas",
    "UT": "Utah",
    "VA": "Virginia",
    "VT": "Vermont",
    "WA": "Washington",
    "WI": "Wisconsin",
    "WV": "West Virginia",
    "WY": "Wyoming",
}


def _hours(state: str, days: Mapping[str, str], grade: str, source: str, **more: Any) -> Rule:
    said = ", ".join(f"{names} {clock}" for names, clock in days.items())
    return Rule(f"US-{state}-HOURS", f"Advertising on {said} alone.", grade, source, Terms(hours=week(days)), **more)


def _cap(state: str, grade: str, source: str) -> Rule:
    asks = "Nobody gets more than three advertising texts in 24 hours."
    return Rule(f"US-{state}-CAP", asks, grade, source, Terms(a_day=3))


TO_EIGHT = {"Mon-Sun": "08:00-20:00"}
FEDERAL = {"Mon-Sun": "08:00-21:00"}
TEXAN = Record("tx_registration", or_else="tx_exemption_reason", blocks=False)

RULES = {
    "CT": (_hours("CT", {"Mon-Sun": "09:00-20:00"}, "V", "L14"),),
    "FL": (
        _hours("FL", TO_EIGHT, "2, V", "L17 L14"),
        _cap("FL", "2", "L17"),
        Rule("US-FL-1", "No text comes later than 15 days after a STOP.", "2", "L17"),
    ),
    "MD": (_hours("MD", TO_EIGHT, "V", "L14 L15"), _cap("MD", "U", "L14")),
    "MS": (_hours("MS", TO_EIGHT, "V", "L14 L15"),),
    "NJ": (_hours("NJ", TO_EIGHT, "V", "L14 L15"),),
    "WY": (_hours("WY", TO_EIGHT, "V", "L14 L15"),),
    "OK": (_hours("OK", TO_EIGHT, "2, V", "L18 L19"), _cap("OK", "2, V", "L18 L19")),
    "WA": (_hours("WA", TO_EIGHT, "L", "L18"),),
    "TX": (
        _hours("TX", {"Mon-Sat": "09:00-21:00", "Sun": "12:00-21:00"}, "2", "L16", since=date(2025, 9, 1)),
        Rule(
            "US-TX-1",
            "Who texts advertising is registered with the state, or exempt.",
            "2",
            "L16",
            Terms(sender=Sender(records=(TEXAN,))),
            since=date(2025, 9, 1),
            warns=True,
        ),
    ),
    "RI": (_hours("RI", {"Mon-Fri": "09:00-18:00", "Sat-Sun": "10:00-17:00"}, "V", "L14"),),
    "KY": (_hours("KY", {"Mon-Sun": "10:00-21:00"}, "V", "L15"),),
    "ME": (_hours("ME", {"Mon-Fri": "09:00-17:00"}, "V", "L15"),),
    "PA": (_hours("PA", {"Mon-Sat": "08:00-21:00"}, "V", "L15", since=date(2026, 10, 18)),),
    "VA": (
        _hours("VA", FEDERAL, "2", "L20 L21"),
        Rule(
            "US-VA-1",
            "A STOP by text holds for ten years.",
            "2",
            "L20",
            Terms(keep=(Keep("suppression", 120),)),
            since=date(2026, 1, 1),
        ),
    ),
    "NY": (_hours("NY", FEDERAL, "2", "L20 L21"),),
}

STATES = tuple(Jurisdiction(f"US-{code}", name, RULES.get(code, ()), ("US",)) for code, name in NAMES.items())
