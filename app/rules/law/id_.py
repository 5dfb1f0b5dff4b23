"""Indonesia: Law 27/2022, and senders that each operator registers."""

from app.rules.law.form import Jurisdiction, Record, Rule, Sender, Terms, week
from app.rules.words import mark

INDONESIA = Jurisdiction(
    "ID",
    "Indonesia",
    (
        Rule(
            "ID-1",
            "Specific consent; senders are registered with each operator, and nobody can reply.",
            "V",
            "O7",
            Terms(
                opt_in="double_on_page",
                two_way=False,
                sender=Sender(records=(Record("id_sender_registration"),)),
            ),
        ),
        Rule(
            "ID-HOURS", "No advertising from 20:00 to 08:00.", "V", "O7", Terms(hours=week({"Mon-Sun": "08:00-20:00"}))
        ),
        Rule(
            "ID-WORDS",
            "BERHENTI and BATAL end texts, BANTUAN asks for help.",
            "V",
            "O7",
            Terms(stop=("BERHENTI", "BATAL"), help=("BANTUAN",)),
        ),
    ),
    number=mark("An Indonesian number"),
    adjective=mark("Indonesian"),
)
