"""Poland: art. 398 of its Electronic Communications Law."""

from datetime import date

from app.rules.law import eu
from app.rules.law.form import Jurisdiction, Rule, Sender, Terms, week
from app.rules.words import mark

POLAND = Jurisdiction(
    "PL",
    "Poland",
    (
        eu.proof("PL"),
        Rule("PL-1", "No advertising through a phone without consent first.", "2", "E23", since=date(2024, 11, 10)),
        Rule(
            "PL-HOURS",
            "No advertising from 20:00 to 08:00, at weekends and on holidays.",
            "V",
            "O12",
            Terms(hours=week({"Mon-Fri": "08:00-20:00"}, holidays=False)),
        ),
        Rule("PL-SENDER", "Names that name nobody are blocked.", "V", "O14", Terms(sender=Sender(generic=False))),
        Rule(
            "PL-WORDS",
            "ZAKONCZ and REZYGNACJA end texts, POMOC asks for help.",
            "V",
            "O12",
            Terms(stop=("ZAKONCZ", "REZYGNACJA"), help=("POMOC",)),
        ),
        eu.age("PL", 16),
    ),
    within=("EU",),
    number=mark("A Polish number"),
    adjective=mark("Polish"),
)
