"""New Zealand: the Unsolicited Electronic Messages Act."""

from app.rules.law.form import KINDS, Jurisdiction, Rule, Sender, Terms, week
from app.rules.words import mark

NEW_ZEALAND = Jurisdiction(
    "NZ",
    "New Zealand",
    (
        Rule("NZ-OPTIN", "The sender proves consent, so the number proves itself.", "U", "O3", Terms(opt_in="double")),
        Rule(
            "NZ-1",
            "A free way out on the same channel, for 30 days, that counts within five working days; the sender proves "
            "consent.",
            "L",
            "O3",
            Terms(sender=Sender(answers=True)),
        ),
        Rule(
            "NZ-HOURS", "No advertising from 21:00 to 08:00.", "V", "E32", Terms(hours=week({"Mon-Sun": "08:00-21:00"}))
        ),
        Rule(
            "NZ-SENDER",
            "Only a short code of one's own gets through.",
            "V",
            "O3",
            Terms(sender=Sender(kinds=KINDS & {"short_code"})),
        ),
    ),
    number=mark("A New Zealand number"),
    adjective=mark("New Zealand"),
)
