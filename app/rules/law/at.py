"""Austria: § 174 TKG 2021, and the right to object by text."""

from app.rules.law import eu
from app.rules.law.form import Jurisdiction, Rule, Sender, Terms
from app.rules.words import mark

AUSTRIA = Jurisdiction(
    "AT",
    "Austria",
    (
        Rule("AT-OPTIN", "The number should prove itself.", "V", "E12", Terms(opt_in="double"), warns=True),
        Rule("AT-1", "Whoever is texted can object by text.", "2", "E12", Terms(sender=Sender(answers=True))),
        eu.unnamed_hours("AT", "E32"),
        Rule("AT-WORDS", "STOPP ends texts too.", "U", "", Terms(stop=("STOPP",))),
        eu.age("AT", 14),
    ),
    within=("EU",),
    number=mark("An Austrian number"),
    adjective=mark("Austrian"),
)
