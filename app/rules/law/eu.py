"""What the GDPR and the ePrivacy Directive ask, in the EU, the EEA, the United Kingdom and Switzerland alike.

Switzerland is bound by neither; its own law asks for as much, and the strictest is kept for all.
"""

from app.rules.law.common import DAYTIME
from app.rules.law.form import Jurisdiction, Keep, Rule, Terms

MEMBERS = {  # those of EU and EEA that have no module of their own
    "BG": "Bulgaria",
    "CY": "Cyprus",
    "EE": "Estonia",
    "GR": "Greece",
    "HR": "Croatia",
    "HU": "Hungary",
    "IS": "Iceland",
    "LI": "Liechtenstein",
    "LT": "Lithuania",
    "LU": "Luxembourg",
    "LV": "Latvia",
    "MT": "Malta",
    "RO": "Romania",
    "SI": "Slovenia",
}

EU = Jurisdiction(
    "EU",
    "EU, EEA, United Kingdom and Switzerland",
    (
        Rule("EU-GDPR-7-1", "The sender can prove each consent.", "L", "E1"),
        Rule("EU-GDPR-7-2", "The request stands apart from all else, in plain words.", "L", "E1"),
        Rule("EU-GDPR-7-3", "Withdrawing is as easy as giving, and people hear so first.", "L", "E1"),
        Rule("EU-GDPR-7-4", "No service is tied to a consent that it does not need.", "L", "E1"),
        Rule("EU-GRAN-1", "Each purpose and each channel has a choice of its own.", "L, 2", "E1 E3"),
        Rule("EU-DETR-1", "Refusing and withdrawing cost nothing.", "L", "E3"),
        Rule("EU-EPRIV-13-1", "Advertising by text needs consent first.", "L, 2", "E4"),
        Rule(
            "EU-EPRIV-13-2",
            "A number got in a sale may be written to about similar goods, if its owner could refuse and still can.",
            "L, 2",
            "E4 E18",
            warns=True,
        ),
        Rule(
            "EU-EPRIV-13-4",
            "The sender is not hidden and can be told to stop.",
            "L",
            "E4",
            Terms(identity=frozenset({"brand"})),
        ),
        Rule("EU-DSAR-1", "Access, erasure and a copy for another firm are given within a month, free.", "2", "E2"),
        Rule("EU-OBJ-1", "An objection to advertising is absolute, profiling for it included.", "L", "E6"),
        Rule(
            "EU-SUPP-1",
            "Of who said stop just enough is kept to honour it, for three years or more.",
            "L, 2",
            "E6 E16",
            Terms(keep=(Keep("suppression", 36),)),
        ),
        Rule("EU-SUPP-2", "Who said stop is not wooed back.", "L, 2", "E6 E7"),
        Rule("EU-MIN-1", "Only what the purpose needs is asked for.", "D"),
        Rule("EU-REPERM-1", "A text that asks for consent is advertising itself.", "2", "E7 E24 E25"),
        Rule("EU-SVC-1", "Advertising turns a service text into marketing.", "2", "E5"),
        Rule("EU-DOI-1", "Proof ties the consent to that very number; an e-mail does not.", "2", "E8 E9", warns=True),
        Rule("EU-DOI-2", "The question holds no advertising, and the coupon comes after the answer.", "2", "E10"),
        Rule("EU-DOI-3", "There are no endless reminders of a question.", "D"),
        Rule("EU-AGE-1", "A child's own consent counts from the age that its country names.", "2", "E31"),
    ),
)


def proof(code: str) -> Rule:
    """The opt-in of a country for which no source says what proves a number."""
    return Rule(
        f"{code}-OPTIN",
        "No source says what proves a number; Germany's ruling is the model.",
        "U",
        "E8",
        Terms(opt_in="double"),
    )


def age(code: str, years: int) -> Rule:
    """From which age a child's own consent counts in a country (GDPR art. 8)."""
    return Rule(f"{code}-AGE", f"A child's own consent counts from {years}.", "2", "E31", Terms(age=years))


def unnamed_hours(code: str, source: str) -> Rule:
    """Hours where vendors name none: the cautious ones, that an operator may know better."""
    return Rule(f"{code}-HOURS", "Vendors name no hours; the cautious ones hold.", "V", source, Terms(hours=DAYTIME))
