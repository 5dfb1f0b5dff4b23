"""Finland: nothing is confirmed beyond what all of the EU asks."""

from app.rules.law import eu
from app.rules.law.form import Jurisdiction
from app.rules.words import mark

FINLAND = Jurisdiction(
    "FI",
    "Finland",
    (eu.proof("FI"), eu.age("FI", 13)),
    within=("EU",),
    number=mark("A Finnish number"),
    adjective=mark("Finnish"),
)
