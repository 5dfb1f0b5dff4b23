"""Ukraine: art. 14-3 of its law on advertising."""

from app.rules.law.form import Jurisdiction, Rule, Sender, Terms
from app.rules.words import mark

UKRAINE = Jurisdiction(
    "UA",
    "Ukraine",
    (
        Rule("UA-1", "No advertising without written consent, which may be electronic.", "L, 2", "O6"),
        Rule(
            "UA-SENDER",
            "Names that name nobody are blocked, and nobody can reply.",
            "V",
            "O14",
            Terms(opt_in="double_on_page", two_way=False, sender=Sender(generic=False)),
        ),
        Rule("UA-WORDS", "СТОП ends texts too.", "U", "", Terms(stop=("СТОП",))),
    ),
    number=mark("A Ukrainian number"),
    adjective=mark("Ukrainian"),
)
