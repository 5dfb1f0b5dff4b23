"""France: the CNIL, and the operators' charter for business texts."""

from datetime import date

from app.rules.law import eu
from app.rules.law.form import Jurisdiction, Keep, Rule, Sender, Terms, week
from app.rules.words import mark

PRIVATE = frozenset({"+336", "+337"})

FRANCE = Jurisdiction(
    "FR",
    "France",
    (
        eu.proof("FR"),
        Rule(
            "FR-1",
            "Consent by a box of its own, empty at first; each text names the advertiser and a free stop.",
            "L",
            "E14",
        ),
        Rule(
            "FR-2",
            "Advertising on working days from 08:00 to 22:00, none on Sundays and public holidays.",
            "L",
            "E15",
            Terms(hours=week({"Mon-Sat": "08:00-22:00"}, holidays=False)),
            since=date(2024, 9, 1),
        ),
        Rule(
            "FR-HOURS",
            "Vendors say that it ends at 20:00.",
            "U",
            "",
            Terms(hours=week({"Mon-Sat": "08:00-20:00"}, holidays=False)),
        ),
        Rule(
            "FR-3",
            "STOP is confirmed, CONTACT asks for help, and numbers of private persons are blocked.",
            "V",
            "E17",
            Terms(stop=("ARRET",), help=("CONTACT",), sender=Sender(forbidden=PRIVATE)),
        ),
        Rule(
            "FR-4",
            "Who never bought is kept for three years after they last did anything.",
            "2",
            "E16",
            Terms(keep=(Keep("prospect", 36),)),
            warns=True,
        ),
        eu.age("FR", 15),
    ),
    within=("EU",),
    number=mark("A French number"),
    adjective=mark("French"),
)
