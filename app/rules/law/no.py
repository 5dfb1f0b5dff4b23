"""Norway: what the consumer authority wants said where consent is given."""

from app.rules.law import eu
from app.rules.law.form import KINDS, Jurisdiction, Rule, Sender, Terms
from app.rules.words import mark

NORWAY = Jurisdiction(
    "NO",
    "Norway",
    (
        eu.proof("NO"),
        Rule(
            "NO-1",
            "What, how often and which kind of goods stand where consent is given; no purchase hangs on it.",
            "2",
            "E26",
        ),
        Rule(
            "NO-SENDER",
            "Alphanumeric senders and long codes get through.",
            "V",
            "O11",
            Terms(sender=Sender(kinds=KINDS & {"alphanumeric", "long_code"})),
        ),
        Rule("NO-WORDS", "STOPP and UNSUB end texts too.", "V", "O13", Terms(stop=("STOPP", "UNSUB"))),
    ),
    within=("EU",),
    number=mark("A Norwegian number"),
    adjective=mark("Norwegian"),
)
