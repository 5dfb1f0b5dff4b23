"""Switzerland: art. 3(1)(o) of its act against unfair competition."""

from app.rules.law.form import Jurisdiction, Rule, Terms
from app.rules.words import mark

SWITZERLAND = Jurisdiction(
    "CH",
    "Switzerland",
    (
        Rule("CH-1", "Consent, the right sender, and an easy way out in each text.", "L, 2", "E13"),
        Rule("CH-OPTIN", "Good practice lets the number prove itself.", "2", "E13", Terms(opt_in="double")),
        Rule("CH-WORDS", "STOPP and ARRET end texts too.", "U", "", Terms(stop=("STOPP", "ARRET"))),
    ),
    within=("EU",),
    number=mark("A Swiss number"),
    adjective=mark("Swiss"),
)
