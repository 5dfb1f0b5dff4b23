"""San Marino: no source was found, so it follows Italy, whose networks serve it, and the cautious rules."""

from app.rules.law.form import Jurisdiction, Rule, Terms
from app.rules.law.it import WORKDAYS
from app.rules.words import mark

SAN_MARINO = Jurisdiction(
    "SM",
    "San Marino",
    (
        Rule("SM-OPTIN", "As in Italy, a number proves itself.", "U", "", Terms(opt_in="double")),
        Rule(
            "SM-HOURS",
            "As in Italy, no advertising from 22:00 to 08:00 and on Sundays.",
            "U",
            "",
            Terms(hours=WORKDAYS),
        ),
        Rule(
            "SM-CUSTOMERS", "As in Italy, customers are asked like everybody else.", "U", "", Terms(soft_opt_in=False)
        ),
    ),
    number=mark("A San Marino number"),
    adjective=mark("San Marino"),
)
