"""India: the operators' ledger, where senders, templates and consents are registered."""

from app.rules.law.form import Jurisdiction, Record, Rule, Sender, Terms, week
from app.rules.words import mark

# The header carries its class as a suffix: promotional, service, transactional, government.
LEDGER = (
    Record("dlt_entity_id"),
    Record("dlt_header_id", form=r".+-[PSTG]", example="AURORA-P"),
    Record("dlt_template_id"),
    Record("dlt_consent_template_id"),
)

INDIA = Jurisdiction(
    "IN",
    "India",
    (
        Rule("IN-OPTIN", "Consent is registered, so the number proves itself.", "V", "O4", Terms(opt_in="double")),
        Rule(
            "IN-1",
            "Entity, header, template and consent template are registered; advertising from 10:00 to 21:00 alone.",
            "V",
            "O4",
            Terms(
                hours=week({"Mon-Sun": "10:00-21:00"}),
                sender=Sender(records=LEDGER),
            ),
        ),
    ),
    number=mark("An Indian number"),
    adjective=mark("Indian"),
)
