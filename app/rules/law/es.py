"""Spain: LSSI 21 and 22, and the CNMC's register of aliases."""

from datetime import date

from app.rules.law import eu
from app.rules.law.form import Jurisdiction, Record, Rule, Sender, Terms, week
from app.rules.words import mark

ALIAS = Record("es_alias_registration", frozenset({"alphanumeric"}), months=24)

SPAIN = Jurisdiction(
    "ES",
    "Spain",
    (
        eu.proof("ES"),
        Rule(
            "ES-1",
            "Express consent first, withdrawn freely by mere notice; customers only after a contract.",
            "L, 2",
            "E21",
        ),
        Rule(
            "ES-2",
            "Aliases are registered, for two years at most.",
            "V",
            "E22",
            Terms(sender=Sender(records=(ALIAS,))),
            since=date(2026, 6, 7),
        ),
        Rule(
            "ES-3", "The Robinson list is asked about those who did not agree to this sender.", "2", "E21", warns=True
        ),
        Rule(
            "ES-HOURS",
            "No advertising from 21:00 to 08:00, on Sundays and holidays.",
            "V",
            "O12",
            Terms(hours=week({"Mon-Sat": "08:00-21:00"}, holidays=False)),
        ),
        Rule("ES-WORDS", "BAJA and ALTO end texts too.", "V", "O12", Terms(stop=("BAJA", "ALTO"))),
        eu.age("ES", 14),
    ),
    within=("EU",),
    number=mark("A Spanish number"),
    adjective=mark("Spanish"),
)
