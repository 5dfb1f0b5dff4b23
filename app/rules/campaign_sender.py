"""The section of a campaign file that says from which number or name its texts come, and what is on record for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from app.rules.campaign_forms import COUNTRY, MOMENT, SENDER_FROM, TEXT, choice
from app.rules.law.form import Kind
from app.rules.section import Many, Table, key

ReplyCost = Literal["standard", "premium"]
SHORTEST_NUMBER, LONGEST_SHORT_CODE = 3, 8
TOLL_FREE = tuple(f"+1{code}" for code in (800, 833, 844, 855, 866, 877, 888))  # of the North American plan


def kind_of(sender: str) -> Kind:
    """What a sender is by its form; a toll-free number outside of the North American plan looks like any other."""
    if sender.startswith(TOLL_FREE):
        return "toll_free"
    if sender.startswith("+"):
        return "long_code"
    return (
        "short_code" if sender.isdecimal() and SHORTEST_NUMBER <= len(sender) <= LONGEST_SHORT_CODE else "alphanumeric"
    )


def may_be(sender: str, kind: Kind) -> bool:
    """Whether a sender of this form can be of this kind."""
    told = kind_of(sender)
    return told == kind or (told == "long_code" and kind == "toll_free" and not sender.startswith("+1"))


def _usual_kind(sender: Mapping[str, Any]) -> Kind:
    return kind_of(sender["from_"])


@dataclass(frozen=True, kw_only=True)
class Records:
    """What authorities, operators and registries gave for a sender; handbill check says which of them are needed."""

    tcr_brand_id: str | None = key(TEXT, "US long codes: the brand's id at The Campaign Registry.", None)
    tcr_campaign_id: str | None = key(TEXT, "US long codes: the campaign's id there.", None)
    toll_free_verification: str | None = key(TEXT, "US toll-free numbers: the id of their verification.", None)
    short_code_registration: str | None = key(TEXT, "US short codes: the id of their registration.", None)
    tx_registration: str | None = key(TEXT, "Texas: the number of the seller's registration.", None)
    tx_exemption_reason: str | None = key(TEXT, "Texas: why none is needed.", None)
    it_alias_registration: str | None = key(TEXT, "Italy: the registration of the name.", None)
    es_alias_registration: str | None = key(TEXT, "Spain: the registration of the name; until says when it ends.", None)
    ie_sender_registration: str | None = key(TEXT, "Ireland: the registration of the name.", None)
    au_sender_registration: str | None = key(TEXT, "Australia: the registration of the name.", None)
    br_sender_registration: str | None = key(TEXT, "Brazil: the registration of the name.", None)
    id_sender_registration: str | None = key(TEXT, "Indonesia: the registration with the operators.", None)
    ru_sender_registration: str | None = key(TEXT, "Russia: the registration of the name.", None)
    ru_legal_clearance: str | None = key(TEXT, "Russia: who cleared the campaign, a lawyer, and when.", None)
    dlt_entity_id: str | None = key(TEXT, "India: the entity on the operators' ledger.", None)
    dlt_header_id: str | None = key(TEXT, "India: the header with its suffix -P, -S, -T or -G.", None)
    dlt_template_id: str | None = key(TEXT, "India: the template of the texts.", None)
    dlt_consent_template_id: str | None = key(TEXT, "India: the template of the consent.", None)
    operator_approval_id: str | None = key(TEXT, "Brazil and Mexico: the operators' approval of the texts.", None)


@dataclass(frozen=True, kw_only=True)
class Sender:
    """The number or name that texts to some countries come from: one for each, so that people know it again."""

    countries: tuple[str, ...] = key(
        Many(COUNTRY, most=60), "Whose numbers get texts from it; left out: all others.", ()
    )
    from_: str = key(SENDER_FROM, "A number with its country code, a short number, or a name.", name="from")
    kind: Kind = key(choice(Kind), "What it is, where its form does not tell.", _usual_kind)
    records: Records = key(Table(Records), "What is on record for it.", Records())
    until: date | datetime | None = key(MOMENT, "The last day of its registration.", None)
    reply_cost: ReplyCost | None = key(choice(ReplyCost), "What it costs people to answer it.", None)

    @property
    def last_day(self) -> date | None:
        """The last day of its registration, if that ends."""
        return self.until.date() if isinstance(self.until, datetime) else self.until
