"""The United States: federal law; carriers stand in us_carriers.py, states in us_states.py."""

from datetime import date

from app.rules.law.form import Jurisdiction, Keep, Rule, Terms, week
from app.rules.law.us_carriers import CARRIERS
from app.rules.words import mark

SOMEWHERE = week({"Mon-Fri": "10:00-18:00", "Sat": "10:00-17:00", "Sun": "12:00-17:00"})

UNITED_STATES = Jurisdiction(
    "US",
    "United States",
    (
        *CARRIERS,
        Rule("US-TCPA-PEWC-1", "Written consent names seller, marketing, automation and the number.", "L, 2", "L1 L7"),
        Rule(
            "US-TCPA-PEWC-2",
            "Written consent says that buying does not depend on it.",
            "L, 2",
            "L1 L7",
            Terms(soft_opt_in=False),
        ),
        Rule(
            "US-ESIGN-1",
            "A form, a text or a key pressed can be the signature.",
            "2",
            "L9",
            Terms(keyword_joins=True),
        ),
        Rule("US-ESIGN-2", "One court asked for the notices of electronic signatures as well.", "2", "L10", warns=True),
        Rule("US-TCPA-ONDEMAND-1", "A text that was asked for comes at once, once, alone.", "2", "L11"),
        Rule("US-TCPA-REV-1", "A stop counts within ten working days.", "L", "L1"),
        Rule("US-TCPA-REV-2", "One answer to a stop is presumed welcome, for five minutes.", "L", "L1"),
        Rule("US-TCPA-REV-3", "Where nobody can reply, each text says so and names another way out.", "2", "L6"),
        Rule(
            "US-TCPA-REV-4",
            "STOP to one programme ends them all.",
            "2, U",
            "L4",
            since=date(2027, 1, 31),
            warns=True,
        ),
        Rule(
            "US-TCPA-QH-1",
            "No advertising before 08:00 or from 21:00, where the recipient is.",
            "L",
            "L1",
            Terms(hours=week({"Mon-Sun": "08:00-21:00"})),
        ),
        Rule("US-TCPA-QH-2", "Consent does not lift these hours.", "D"),
        Rule("US-TCPA-QH-3", "Where the place is uncertain, every place that may be has to be open.", "D"),
        Rule(
            "US-DNC-1",
            "Numbers on the national list are written to with express permission alone.",
            "L",
            "L1",
            warns=True,
        ),
        Rule("US-REC-1", "Proof has who, when, for what, and the request as shown.", "2", "L12 S10"),
        Rule(
            "US-REC-2",
            "Proof is kept for five years after the consent ended.",
            "2, V",
            "L12 L13",
            Terms(keep=(Keep("proof", 60),)),
        ),
    ),
    unplaced=(
        Rule(
            "US-SOMEWHERE",
            "Where the state is unknown, the hours are those that fit almost every one.",
            "D",
            "",
            Terms(hours=SOMEWHERE, a_day=2),
        ),
    ),
    number=mark("A US number"),
    adjective=mark("US"),
)
