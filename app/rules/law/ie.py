"""Ireland: ComReg's register of senders."""

from datetime import date

from app.rules.law import eu
from app.rules.law.form import Jurisdiction, Record, Rule, Sender, Terms, week
from app.rules.words import mark

REGISTERED = Record("ie_sender_registration", frozenset({"alphanumeric"}))

IRELAND = Jurisdiction(
    "IE",
    "Ireland",
    (
        eu.proof("IE"),
        Rule(
            "IE-1",
            "Alphanumeric senders are registered, or blocked.",
            "2",
            "E30",
            Terms(sender=Sender(records=(REGISTERED,))),
            since=date(2025, 10, 3),
        ),
        Rule(
            "IE-HOURS", "No advertising from 21:00 to 08:00.", "V", "E32", Terms(hours=week({"Mon-Sun": "08:00-21:00"}))
        ),
        eu.age("IE", 16),
    ),
    within=("EU",),
    number=mark("An Irish number"),
    adjective=mark("Irish"),
)
