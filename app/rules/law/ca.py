"""Canada: CASL, its law on commercial messages."""

from app.rules.law.form import KINDS, Identity, Jurisdiction, Rule, Sender, Terms, week
from app.rules.words import mark

RATES = mark("Standard msg & data rates may apply.")
SIGNED: frozenset[Identity] = frozenset({"brand", "address", "contact"})

CANADA = Jurisdiction(
    "CA",
    "Canada",
    (
        Rule("CA-OPTIN", "A form is express consent by itself.", "D", "O1", Terms(opt_in="single")),
        Rule("CA-CASL-1", "Consent is express and apart from all else.", "2", "O1", Terms(soft_opt_in=False)),
        Rule(
            "CA-CASL-2",
            "Each text has name, address, contact and a way out, or a link to them.",
            "2",
            "O1",
            Terms(identity=SIGNED),
        ),
        Rule("CA-CASL-3", "The way out is free, needs no sign-in, works for 60 days, counts in ten.", "2", "O1"),
        Rule(
            "CA-KEYWORD",
            "A texted word is express consent, where print said the rest.",
            "D",
            "O1",
            Terms(keyword_joins=True),
        ),
        Rule("CA-1", 'The notice of costs begins with "Standard".', "V", "S17", Terms(rates=RATES), warns=True),
        Rule(
            "CA-HOURS", "No advertising from 21:00 to 08:00.", "V", "E32", Terms(hours=week({"Mon-Sun": "08:00-21:00"}))
        ),
        Rule(
            "CA-SENDER",
            "Alphanumeric senders do not get through.",
            "V",
            "S20 O11",
            Terms(sender=Sender(kinds=KINDS - {"alphanumeric"})),
        ),
        Rule("CA-WORDS", "ARRET ends texts too.", "V", "S13", Terms(stop=("ARRET",))),
    ),
    number=mark("A Canadian number"),
    adjective=mark("Canadian"),
)
