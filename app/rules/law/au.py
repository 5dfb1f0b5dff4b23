"""Australia: the Spam Act, and the ACMA's register of senders."""

from datetime import date

from app.rules.law.form import Jurisdiction, Record, Rule, Sender, Terms, week
from app.rules.words import mark

REGISTERED = Record("au_sender_registration", frozenset({"alphanumeric"}))

AUSTRALIA = Jurisdiction(
    "AU",
    "Australia",
    (
        Rule("AU-OPTIN", "A form is consent by itself.", "V", "E32", Terms(opt_in="single")),
        Rule(
            "AU-1",
            "Consent, the sender with a contact, a free way out that counts within five working days.",
            "V",
            "O2",
            Terms(identity=frozenset({"brand", "contact"})),
        ),
        Rule(
            "AU-2",
            "Senders are registered, or shown as unverified.",
            "L, 2",
            "O2",
            Terms(sender=Sender(records=(REGISTERED,))),
            since=date(2026, 7, 1),
        ),
        Rule(
            "AU-HOURS",
            "Vendors disagree; the strictest closes from 20:00 to 11:00.",
            "V",
            "E32",
            Terms(hours=week({"Mon-Sun": "11:00-20:00"})),
        ),
    ),
    number=mark("An Australian number"),
    adjective=mark("Australian"),
)
