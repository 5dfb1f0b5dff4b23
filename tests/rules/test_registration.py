from datetime import date
from typing import Any

import pytest

from app.rules.campaign_sender import Records, Sender, kind_of
from app.rules.law import BOOK
from app.rules.registration import Flaw, is_registered, sender_faults
from app.rules.section import keys
from tests import make

DAY = date(2026, 11, 26)
LEDGER = {
    "dlt_entity_id": "1",
    "dlt_header_id": "AURORA-P",
    "dlt_template_id": "3",
    "dlt_consent_template_id": "4",
}
TEXAS = {"tx_exemption_reason": "a shop since 2011"}


def sender(from_: str, *, records: dict[str, str] | None = None, **more: Any) -> Sender:
    return Sender(**{"from_": from_, "kind": kind_of(from_), "records": Records(**(records or {})), **more})


def flaws(code: str, from_: str, day: date = DAY, **more: Any) -> dict[Flaw, str]:
    """What is wrong with texts to this country, each with its weight."""
    return {fault.flaw: fault.weight for fault in sender_faults(sender(from_, **more), BOOK.needs((code,), day), day)}


def test_every_record_that_the_law_asks_for_is_a_key_of_the_file():
    rules = [rule for place in BOOK.places.values() for rule in place.rules if rule.terms.sender]
    records = [record for rule in rules for record in rule.terms.sender.records]
    asked = {record.id for record in records} | {record.or_else for record in records if record.or_else}
    assert set(keys(Records)) == asked


@pytest.mark.rule("US-10DLC-1")
def test_an_american_long_code_sends_for_a_registered_brand_and_campaign():
    brand = {"tcr_brand_id": "B1", **TEXAS}
    assert flaws("US", "+12025550123", records=TEXAS) == {Flaw.RECORD: "before"}
    assert flaws("US", "+12025550123", records=brand) == {Flaw.RECORD: "before"}
    assert flaws("US", "+12025550123", records={**brand, "tcr_campaign_id": "C1"}) == {}


@pytest.mark.rule("US-TF-1")
def test_an_american_toll_free_number_is_verified():
    assert flaws("US", "+18885550123", records=TEXAS) == {Flaw.RECORD: "before"}
    assert flaws("US", "+18885550123", records={"toll_free_verification": "T1", **TEXAS}) == {}


@pytest.mark.rule("US-TX-1")
def test_texas_is_told_and_stops_nothing():
    records = {"tcr_brand_id": "B1", "tcr_campaign_id": "C1"}
    assert flaws("US", "+12025550123", records=records) == {Flaw.ADVISED: "told"}
    assert flaws("US", "+12025550123", records={**records, "tx_registration": "7"}) == {}


@pytest.mark.rule("US-SND-1", "NZ-1", "RU-2")
@pytest.mark.parametrize(
    ("code", "from_"), [("US", "AURORA"), ("CA", "AURORA"), ("NZ", "+6421000000"), ("RU", "+79161234567")]
)
def test_what_networks_do_not_carry_never_works(code, from_):
    assert flaws(code, from_)[Flaw.KIND] == "never"


@pytest.mark.rule("AT-1", "NZ-1")
@pytest.mark.parametrize(("code", "number"), [("AT", "+436641234567"), ("NZ", "4812")])
def test_where_people_object_by_text_a_name_will_not_do(code, number):
    assert flaws(code, "AURORA")[Flaw.ONE_WAY] == "never"
    assert flaws(code, number) == {}


@pytest.mark.rule("FR-3")
@pytest.mark.parametrize("number", ["+33612345678", "+33712345678"])
def test_a_french_number_of_a_person_never_works(number):
    assert flaws("FR", number) == {Flaw.FORBIDDEN: "never"}


def test_other_senders_get_through_to_france():
    assert flaws("FR", "36111") == flaws("FR", "AURORA") == flaws("FR", "+33987654321") == {}


@pytest.mark.rule("IT-4")
def test_an_italian_name_has_three_letters_and_is_registered():
    assert flaws("IT", "AU") == {Flaw.LENGTH: "never", Flaw.RECORD: "before"}
    assert flaws("IT", "AURORA") == {Flaw.RECORD: "before"}
    assert flaws("IT", "AURORA", records={"it_alias_registration": "7"}) == {}
    assert flaws("IT", "+393399900000") == {}


@pytest.mark.rule("ES-2")
def test_a_spanish_name_is_registered_for_two_years_at_most():
    records = {"es_alias_registration": "7"}
    assert flaws("ES", "AURORA", date(2026, 6, 6)) == {}
    assert flaws("ES", "AURORA", until=date(2028, 1, 1)) == {Flaw.RECORD: "before"}
    assert flaws("ES", "AURORA", records=records) == {Flaw.TOO_LONG: "before"}
    assert flaws("ES", "AURORA", records=records, until=date(2028, 11, 27)) == {Flaw.TOO_LONG: "before"}
    assert flaws("ES", "AURORA", records=records, until=date(2028, 11, 26)) == {}


@pytest.mark.rule("ES-2")
def test_two_years_from_a_leap_day_end_on_a_day_that_there_is():
    records, leap = {"es_alias_registration": "7"}, date(2028, 2, 29)
    assert flaws("ES", "AURORA", leap, records=records, until=date(2030, 3, 1)) == {}
    assert flaws("ES", "AURORA", leap, records=records, until=date(2030, 3, 2)) == {Flaw.TOO_LONG: "before"}


@pytest.mark.parametrize(
    ("until", "found"),
    [
        (date(2026, 11, 25), {Flaw.ENDED: "before"}),
        (date(2026, 11, 26), {Flaw.ENDING: "told"}),
        (date(2027, 1, 25), {Flaw.ENDING: "told"}),
        (date(2027, 1, 26), {}),
    ],
)
def test_a_registration_ends_and_is_told_of_sixty_days_before(until, found):
    assert flaws("DE", "AURORA", until=until) == found


@pytest.mark.rule("IE-1", "AU-2", "ID-1")
@pytest.mark.parametrize(
    ("code", "record", "since"),
    [
        ("IE", "ie_sender_registration", date(2025, 10, 3)),
        ("AU", "au_sender_registration", date(2026, 7, 1)),
        ("ID", "id_sender_registration", date(2020, 1, 1)),
    ],
)
def test_a_name_is_registered_where_registers_ask_for_it(code, record, since):
    assert flaws(code, "AURORA", since) == {Flaw.RECORD: "before"}
    assert flaws(code, "AURORA", since, records={record: "7"}) == {}


@pytest.mark.rule("RU-1", "RU-2")
def test_a_russian_campaign_has_a_registered_name_and_a_lawyer_s_word():
    registered = {"ru_sender_registration": "7"}
    assert flaws("RU", "AURORA", records=registered) == {Flaw.RECORD: "before"}
    assert flaws("RU", "AURORA", records={**registered, "ru_legal_clearance": "A. Petrova, 3 May 2026"}) == {}


@pytest.mark.rule("IN-1")
def test_an_indian_sender_has_entity_header_template_and_consent_on_the_ledger():
    assert flaws("IN", "AURORA", records=LEDGER) == {}
    for gone in LEDGER:
        kept = {key: value for key, value in LEDGER.items() if key != gone}
        assert flaws("IN", "AURORA", records=kept) == {Flaw.RECORD: "before"}


@pytest.mark.rule("IN-1")
@pytest.mark.parametrize(("header", "good"), [("AURORA-S", True), ("AURORA-X", False), ("AURORA", False)])
def test_an_indian_header_ends_with_its_class(header, good):
    found = flaws("IN", "AURORA", records={**LEDGER, "dlt_header_id": header})
    assert found == ({} if good else {Flaw.RECORD_FORM: "before"})


@pytest.mark.rule("BR-1", "MX-1")
@pytest.mark.parametrize(("code", "from_"), [("BR", "4812"), ("MX", "48120")])
def test_an_operator_s_approval_is_told_and_stops_nothing(code, from_):
    assert flaws(code, from_) == {Flaw.ADVISED: "told"}


@pytest.mark.rule("UK-PECR-23")
def test_an_answer_to_a_british_short_code_costs_no_more_than_usual():
    assert flaws("GB", "60777") == {Flaw.COST: "before"}
    assert flaws("GB", "60777", reply_cost="premium") == {Flaw.COST: "never"}
    assert flaws("GB", "60777", reply_cost="standard") == {}
    assert flaws("GB", "+447700900123") == {}


def test_a_number_from_abroad_does_not_get_through_to_britain():
    assert flaws("GB", "+393399900000") == {Flaw.FOREIGN: "never"}
    assert flaws("GB", "AURORA") == {}


@pytest.mark.parametrize("code", ["PL", "SK", "UA"])
def test_a_name_that_names_nobody_is_blocked_there(code):
    assert flaws(code, "Info")[Flaw.GENERIC] == "never"
    assert flaws(code, "AURORA") == {}


def test_a_country_nobody_knows_turns_no_sender_away():
    assert flaws("LI", "AURORA") == flaws("", "INFO") == {}


def test_texts_leave_where_nothing_is_lacking_that_must_be_there():
    of = make.campaign(countries=["IT", "US"], senders=[{"from": "+12025550123"}])
    assert is_registered(of, BOOK, "IT", DAY)
    assert not is_registered(of, BOOK, "US", DAY)
    records = {"tcr_brand_id": "B1", "tcr_campaign_id": "C1"}
    with_records = make.campaign(countries=["US"], senders=[{"from": "+12025550123", "records": records}])
    assert is_registered(with_records, BOOK, "US", DAY)
