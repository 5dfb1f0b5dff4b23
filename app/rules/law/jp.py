"""Japan: the act on specified electronic mail, which covers advertising by text."""

from app.rules.law.form import Jurisdiction, Rule, Terms
from app.rules.words import mark

JAPAN = Jurisdiction(
    "JP",
    "Japan",
    (
        Rule("JP-OPTIN", "No source says what proves a number.", "U", "O10", Terms(opt_in="double")),
        Rule("JP-1", "Consent first, with a record of it; the sender is shown, a refusal honoured.", "2", "O10"),
        Rule("JP-SENDER", "Alphanumeric senders get through on some routes.", "V", "O11", warns=True),
        Rule("JP-WORDS", "配信停止 ends texts too.", "U", "", Terms(stop=("配信停止",))),
    ),
    number=mark("A Japanese number"),
    adjective=mark("Japanese"),
)
