"""Mexico: what operators ask."""

from app.rules.law.form import Jurisdiction, Record, Rule, Sender, Terms, week
from app.rules.words import mark

MEXICO = Jurisdiction(
    "MX",
    "Mexico",
    (
        Rule("MX-OPTIN", "No source says what proves a number.", "U", "O9", Terms(opt_in="double")),
        Rule(
            "MX-1",
            "Operators approve texts beforehand; vendors disagree on hours, and the strictest holds.",
            "V",
            "O9",
            Terms(
                hours=week({"Mon-Sun": "09:00-20:30"}),
                sender=Sender(records=(Record("operator_approval_id", blocks=False),)),
            ),
            warns=True,
        ),
        Rule("MX-SENDER", "Networks put a number in an alphanumeric sender's place.", "V", "O9 O11", warns=True),
        Rule(
            "MX-WORDS",
            "ALTO and BAJA end texts, AYUDA asks for help.",
            "V",
            "O9",
            Terms(stop=("ALTO", "BAJA"), help=("AYUDA",)),
        ),
    ),
    number=mark("A Mexican number"),
    adjective=mark("Mexican"),
)
