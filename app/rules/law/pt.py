"""Portugal: art. 13-A of Law 41/2004."""

from app.rules.law import eu
from app.rules.law.form import KINDS, Jurisdiction, Rule, Sender, Terms
from app.rules.words import mark

PORTUGAL = Jurisdiction(
    "PT",
    "Portugal",
    (
        eu.proof("PT"),
        Rule("PT-1", "Express consent comes first, for texts too.", "L", "E29"),
        Rule(
            "PT-SENDER",
            "Alphanumeric senders and long codes get through.",
            "V",
            "O11",
            Terms(sender=Sender(kinds=KINDS & {"alphanumeric", "long_code"})),
        ),
        eu.age("PT", 13),
    ),
    within=("EU",),
    number=mark("A Portuguese number"),
    adjective=mark("Portuguese"),
)
