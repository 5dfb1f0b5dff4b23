"""The United Kingdom: PECR and the UK GDPR."""

from app.rules.law import eu
from app.rules.law.form import Jurisdiction, Rule, Sender, Terms, week
from app.rules.words import mark

UNITED_KINGDOM = Jurisdiction(
    "GB",
    "United Kingdom",
    (
        Rule("GB-OPTIN", "A form is consent by itself.", "D", "E5", Terms(opt_in="single")),
        Rule("UK-PECR-22", "Texts and direct messages need consent; who had them sent is liable too.", "2", "E5"),
        Rule(
            "UK-PECR-23",
            "The sender is not hidden, and answering costs no more than usual.",
            "2",
            "E5",
            Terms(sender=Sender(usual_cost=True)),
        ),
        Rule(
            "GB-HOURS",
            "No advertising from 21:00 to 08:00, at weekends to 09:00.",
            "V",
            "E32",
            Terms(hours=week({"Mon-Fri": "08:00-21:00", "Sat-Sun": "09:00-21:00"})),
        ),
        Rule(
            "GB-SENDER",
            "Numbers of other countries do not get through.",
            "V",
            "E32",
            Terms(sender=Sender(foreign=False)),
        ),
        eu.age("GB", 13),
    ),
    within=("EU",),
    number=mark("A UK number"),
    adjective=mark("UK"),
)
