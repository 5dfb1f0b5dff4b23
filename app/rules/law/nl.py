"""The Netherlands: art. 11.7 of its telecommunications act."""

from app.rules.law import eu
from app.rules.law.form import Jurisdiction, Rule, Terms, week
from app.rules.words import mark

NETHERLANDS = Jurisdiction(
    "NL",
    "Netherlands",
    (
        Rule("NL-OPTIN", "The number should prove itself.", "V", "E32", Terms(opt_in="double"), warns=True),
        Rule("NL-1", "Consent first, and a way out in each text.", "2", "E28"),
        Rule(
            "NL-HOURS",
            "Vendors disagree; the strictest closes from 20:00 to 09:00 and on Sundays.",
            "V",
            "E28 E32 O12",
            Terms(hours=week({"Mon-Sat": "09:00-20:00"})),
        ),
        Rule("NL-SENDER", "Who wants replies sends from a number in +3197.", "V", "E32", warns=True),
        Rule("NL-WORDS", "STOPPEN ends texts too.", "V", "E32", Terms(stop=("STOPPEN",))),
        eu.age("NL", 16),
    ),
    within=("EU",),
    number=mark("A Dutch number"),
    adjective=mark("Dutch"),
)
