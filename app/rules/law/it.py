"""Italy: the Privacy Code, the register of aliases, and what carriers ask."""

from app.rules.law import eu
from app.rules.law.form import Hours, Jurisdiction, Keep, Record, Rule, Sender, Terms, week
from app.rules.words import mark

WORKDAYS: Hours = week({"Mon-Sat": "08:00-22:00"})
ALIAS = Record("it_alias_registration", frozenset({"alphanumeric"}))

ITALY = Jurisdiction(
    "IT",
    "Italy",
    (
        eu.proof("IT"),
        Rule(
            "IT-1",
            "Advertising by text needs consent; the exception for customers is for e-mail alone.",
            "2",
            "E18",
            Terms(soft_opt_in=False),
        ),
        Rule("IT-2", "Advertising and profiling are two purposes with a consent each.", "L, U", "E1"),
        Rule("IT-3", "The sender names and justifies how long it keeps what was bought.", "2", "E19", warns=True),
        Rule(
            "IT-KEEP",
            "Until it does: two years for advertising, one for profiling.",
            "U",
            "E19",
            Terms(keep=(Keep("purchases", 24), Keep("profile", 12))),
            warns=True,
        ),
        Rule(
            "IT-4",
            "An alias has 3 to 11 letters and is registered for its brand; no advertising from 22:00 to 08:00 and on "
            "Sundays.",
            "V",
            "E20",
            Terms(hours=WORKDAYS, sender=Sender(shortest=3, records=(ALIAS,))),
        ),
        eu.age("IT", 14),
    ),
    within=("EU",),
    number=mark("An Italian number"),
    adjective=mark("Italian"),
)
