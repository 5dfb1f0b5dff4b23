"""Belgium: vendors disagree, and the strictest of them is kept."""

from app.rules.law import eu
from app.rules.law.form import Jurisdiction, Rule, Terms, week
from app.rules.words import mark

BELGIUM = Jurisdiction(
    "BE",
    "Belgium",
    (
        Rule(
            "BE-OPTIN",
            "No proof is asked for; it is asked all the same.",
            "V",
            "O15",
            Terms(opt_in="double"),
            warns=True,
        ),
        Rule(
            "BE-HOURS",
            "Vendors disagree; the strictest closes from 20:00 to 09:00.",
            "V",
            "E32 O15",
            Terms(hours=week({"Mon-Sun": "09:00-20:00"})),
        ),
        Rule(
            "BE-SENDER",
            "Networks put a short code in the sender's place; addresses in texts are listed first.",
            "V",
            "O15",
            warns=True,
        ),
        Rule("BE-WORDS", "ARRETER and STOPPEN end texts too.", "V", "O15", Terms(stop=("ARRETER", "STOPPEN"))),
        eu.age("BE", 13),
    ),
    within=("EU",),
    number=mark("A Belgian number"),
    adjective=mark("Belgian"),
)
