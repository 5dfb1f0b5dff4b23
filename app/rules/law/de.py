"""Germany: § 7 UWG, and the ruling that an e-mail proves no number."""

from app.rules.law import eu
from app.rules.law.form import Jurisdiction, Rule, Terms, week
from app.rules.words import mark

GERMANY = Jurisdiction(
    "DE",
    "Germany",
    (
        Rule(
            "DE-1",
            "The sender proves express consent, by the number itself.",
            "2",
            "E8",
            Terms(opt_in="double", forced=True),
        ),
        Rule(
            "DE-HOURS", "No advertising from 21:00 to 08:00.", "V", "E32", Terms(hours=week({"Mon-Sun": "08:00-21:00"}))
        ),
        Rule("DE-WORDS", "STOPP ends texts too.", "V", "O13", Terms(stop=("STOPP",))),
        eu.age("DE", 16),
    ),
    within=("EU",),
    number=mark("A German number"),
    adjective=mark("German"),
)
