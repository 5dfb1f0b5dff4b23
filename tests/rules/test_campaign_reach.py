from datetime import UTC, datetime

import pytest

from app.rules.campaign import Around, BadCampaign, parse
from tests import make

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def found(**changes: object) -> list[tuple[str, str, str]]:
    """The severity, the rule and the path of every finding."""
    try:
        _, findings = parse(make.source(**changes), "x", Around(now=NOW))
    except BadCampaign as bad:
        findings = bad.findings
    return [(each.severity, each.rule, each.path) for each in findings]


@pytest.mark.parametrize(
    ("country", "sender", "rule", "key"),
    [
        ("US", {"from": "AURORA"}, "sender-kind", "from"),
        ("CA", {"from": "AURORA"}, "sender-kind", "from"),
        ("NZ", {"from": "AURORA"}, "sender-kind", "from"),
        ("AT", {"from": "AURORA"}, "sender-one-way", "from"),
        ("FR", {"from": "+33612345678"}, "sender-forbidden", "from"),
        ("IT", {"from": "AU"}, "sender-length", "from"),
        ("PL", {"from": "INFO"}, "sender-generic", "from"),
        ("US", {"from": "+18885550123", "kind": "short_code"}, "sender-kind-form", "kind"),
        ("IT", {"from": "+393399900000", "countries": ["DE"]}, "sender-country", "countries"),
        ("IT", {"from": "a name too long"}, "sender-form", "from"),
        ("IT", {"from": "+393399900000", "records": {"tcr_brand": "B1"}}, "key-unknown", "records › tcr_brand"),
    ],
)
@pytest.mark.rule("US-SND-1", "US-TF-1", "FR-3", "IT-4", "AT-1", "NZ-1")
def test_a_sender_that_can_never_work_is_an_error_at_its_place(country, sender, rule, key):
    assert ("error", rule, f"senders › {key}") in found(countries=[country], senders=[sender])


def test_a_country_has_one_sender():
    two = [{"countries": ["IT"], "from": "+393399900000"}, {"countries": ["DE", "IT"], "from": "+393399900001"}]
    assert found(senders=two) == [("error", "sender-twice", "senders › countries")]
    both = [{"from": "+393399900000"}, {"from": "+393399900001"}]
    assert [rule for _, rule, _ in found(senders=both)] == ["sender-twice"]


def test_what_is_not_on_record_yet_is_a_warning():
    assert found(countries=["US"], senders=[{"from": "+12025550123"}]) == [
        ("warning", "sender-record", "senders"),
        ("warning", "sender-record-advised", "senders"),
    ]


def test_a_file_without_a_sender_is_told_what_its_brand_s_name_cannot_do():
    assert found(countries=["US"], senders=None) == [("warning", "sender-kind", "brand › name")]
    assert found(countries=["DE"], senders=None) == []


@pytest.mark.parametrize(("until", "rule"), [("2026-11-25", "sender-ended"), ("2027-01-20", "sender-ending")])
def test_a_registration_that_ends_is_a_warning(until, rule):
    sender = {"from": "+393399900000", "until": until}
    assert {each[:2] for each in found(senders=[sender])} == {("warning", rule)}


@pytest.mark.rule("US-TCPA-REV-3")
def test_wording_that_asks_for_a_reply_nobody_can_send_is_told():
    own = {"coupon": {"it": "{code} STOP per uscire", "en": "{code} {link}"}}
    assert found(countries=["DE"], senders=[{"from": "AURORA"}], messages=own) == [
        ("warning", "message-unanswerable", "messages › coupon › it")
    ]
