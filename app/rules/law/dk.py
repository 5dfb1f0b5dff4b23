"""Denmark: what vendors ask."""

from app.rules.law import eu
from app.rules.law.form import Jurisdiction, Rule, Terms, week
from app.rules.words import mark

DENMARK = Jurisdiction(
    "DK",
    "Denmark",
    (
        eu.proof("DK"),
        Rule(
            "DK-HOURS",
            "No advertising from 20:00 to 08:00, at weekends from 18:00 to 09:00.",
            "V",
            "O12",
            Terms(hours=week({"Mon-Fri": "08:00-20:00", "Sat-Sun": "09:00-18:00"})),
        ),
        Rule("DK-SENDER", "Networks filter addresses in texts.", "V", "O12", warns=True),
        Rule("DK-WORDS", "AFMELD ends texts too.", "V", "O12", Terms(stop=("AFMELD",))),
        eu.age("DK", 13),
    ),
    within=("EU",),
    number=mark("A Danish number"),
    adjective=mark("Danish"),
)
