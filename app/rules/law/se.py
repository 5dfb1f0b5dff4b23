"""Sweden: the trade's own code."""

from app.rules.law import eu
from app.rules.law.form import Jurisdiction, Keep, Rule, Terms
from app.rules.words import mark

SWEDEN = Jurisdiction(
    "SE",
    "Sweden",
    (
        eu.proof("SE"),
        Rule(
            "SE-1",
            "Customers are written to for a year after they last bought, no longer.",
            "2",
            "E27",
            Terms(keep=(Keep("customer", 12),)),
            warns=True,
        ),
        eu.unnamed_hours("SE", "E32"),
        Rule("SE-WORDS", "STOPP ends texts too.", "U", "", Terms(stop=("STOPP",))),
        eu.age("SE", 13),
    ),
    within=("EU",),
    number=mark("A Swedish number"),
    adjective=mark("Swedish"),
)
