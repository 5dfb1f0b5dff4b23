"""Brazil: what operators ask."""

from app.rules.law.form import KINDS, Jurisdiction, Record, Rule, Sender, Terms, week
from app.rules.words import mark

APPROVED = Record("operator_approval_id", blocks=False)
REGISTERED = Record("br_sender_registration", frozenset({"alphanumeric"}))

BRAZIL = Jurisdiction(
    "BR",
    "Brazil",
    (
        Rule("BR-OPTIN", "The number should prove itself.", "V", "O8", Terms(opt_in="double"), warns=True),
        Rule(
            "BR-1",
            "Operators approve texts beforehand; vendors disagree on hours, and the strictest of each day holds.",
            "V",
            "O8",
            Terms(
                hours=week({"Mon-Fri": "09:00-18:00", "Sat": "09:00-13:00"}, holidays=False),
                sender=Sender(records=(APPROVED,)),
            ),
            warns=True,
        ),
        Rule(
            "BR-SENDER",
            "Short codes get through, alphanumeric senders where registered.",
            "V",
            "O8 O11",
            Terms(sender=Sender(kinds=KINDS & {"short_code", "alphanumeric"}, records=(REGISTERED,))),
        ),
        Rule(
            "BR-WORDS",
            "SAIR and PARE end texts, AJUDA asks for help.",
            "V",
            "O8",
            Terms(stop=("SAIR", "PARE"), help=("AJUDA",)),
        ),
    ),
    number=mark("A Brazilian number"),
    adjective=mark("Brazilian"),
)
