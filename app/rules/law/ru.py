"""Russia: art. 18 of its law on advertising, and registered senders that nobody can answer."""

from app.rules.law.form import KINDS, Jurisdiction, Record, Rule, Sender, Terms, week
from app.rules.words import mark

RUSSIA = Jurisdiction(
    "RU",
    "Russia",
    (
        Rule(
            "RU-1",
            "Consent first, proven by the sender, ended at once; sending without a person's hand is restricted, so a "
            "lawyer signs off first.",
            "L, 2",
            "O5",
            Terms(sender=Sender(records=(Record("ru_legal_clearance"),))),
        ),
        Rule(
            "RU-2",
            "Senders are alphanumeric and registered, and nobody can reply.",
            "V",
            "O5",
            Terms(
                opt_in="double_on_page",
                two_way=False,
                sender=Sender(kinds=KINDS & {"alphanumeric"}, records=(Record("ru_sender_registration"),)),
            ),
        ),
        Rule(
            "RU-HOURS", "No advertising from 21:00 to 09:00.", "V", "O5", Terms(hours=week({"Mon-Sun": "09:00-21:00"}))
        ),
        Rule("RU-WORDS", "СТОП ends texts too.", "U", "", Terms(stop=("СТОП",))),
    ),
    number=mark("A Russian number"),
    adjective=mark("Russian"),
)
