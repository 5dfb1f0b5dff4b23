"""Slovakia: § 116 of Act 452/2021, under which no text may ask for a consent."""

from datetime import date

from app.rules.law import eu
from app.rules.law.form import Jurisdiction, Keep, Rule, Sender, Terms, week
from app.rules.words import mark

SLOVAKIA = Jurisdiction(
    "SK",
    "Slovakia",
    (
        Rule(
            "SK-1",
            "Consent can be shown, and neither texts nor e-mails nor automatic calls ask for it.",
            "L",
            "E24",
            Terms(opt_in="double_on_page", may_ask_by_text=False, keyword_joins=False),
        ),
        Rule(
            "SK-2",
            "The record of a consent outlives it by four years; a refusal is confirmed and kept as long.",
            "L, 2",
            "E24",
            Terms(keep=(Keep("proof", 48), Keep("refusal", 48))),
        ),
        Rule(
            "SK-3",
            "Customers are written to for a year after their contract, no longer.",
            "2",
            "E24",
            Terms(keep=(Keep("customer", 12),)),
            since=date(2025, 11, 12),
            warns=True,
        ),
        Rule(
            "SK-HOURS",
            "No advertising from 20:00 to 08:00, at weekends and on holidays.",
            "V",
            "O12",
            Terms(hours=week({"Mon-Fri": "08:00-20:00"}, holidays=False)),
        ),
        Rule(
            "SK-SENDER",
            "Names that name nobody are blocked, and nobody can reply.",
            "V",
            "O12 O14",
            Terms(sender=Sender(generic=False), two_way=False),
        ),
        Rule(
            "SK-WORDS",
            "ZASTAVIT, NEPOSIELAJTE and PRESTANTE end texts too.",
            "V",
            "O12",
            Terms(stop=("ZASTAVIT", "NEPOSIELAJTE", "PRESTANTE")),
        ),
        eu.age("SK", 16),
    ),
    within=("EU",),
    number=mark("A Slovak number"),
    adjective=mark("Slovak"),
)
