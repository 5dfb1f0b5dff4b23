"""What a number needs, from the tables of states and countries, and that one place more never loosens it."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.law import BOOK, COUNTRIES
from app.rules.law.form import DAYS, KINDS, PROOFS, written

TODAY = date(2026, 11, 26)
CAUTIOUS = "Mon-Sat 09:00-20:00; no holidays"

STATES = """
    CT  Mon-Sun 09:00-20:00
    FL  Mon-Sun 08:00-20:00
    MD  Mon-Sun 08:00-20:00
    MS  Mon-Sun 08:00-20:00
    NJ  Mon-Sun 08:00-20:00
    WY  Mon-Sun 08:00-20:00
    OK  Mon-Sun 08:00-20:00
    WA  Mon-Sun 08:00-20:00
    TX  Mon-Sat 09:00-21:00, Sun 12:00-21:00
    RI  Mon-Fri 09:00-18:00, Sat-Sun 10:00-17:00
    KY  Mon-Sun 10:00-21:00
    ME  Mon-Fri 09:00-17:00
    PA  Mon-Sat 08:00-21:00
    VA  Mon-Sun 08:00-21:00
    NY  Mon-Sun 08:00-21:00
    CA  Mon-Sun 08:00-21:00
"""
# country, hours, what proves a number, whether people can reply, age, words that end texts, words that ask for help
ROWS = f"""
CA | Mon-Sun 08:00-21:00                               | single         | yes | 16 | ARRET |
GB | Mon-Fri 08:00-21:00, Sat-Sun 09:00-21:00          | single         | yes | 13 | |
IE | Mon-Sun 08:00-21:00                               | double         | yes | 16 | |
FR | Mon-Sat 08:00-20:00; no holidays                  | double         | yes | 15 | ARRET | CONTACT
DE | Mon-Sun 08:00-21:00                               | double         | yes | 16 | STOPP |
AT | {CAUTIOUS}                                        | double         | yes | 14 | STOPP |
CH | {CAUTIOUS}                                        | double         | yes | 16 | STOPP ARRET |
IT | Mon-Sat 08:00-22:00                               | double         | yes | 14 | |
ES | Mon-Sat 08:00-21:00; no holidays                  | double         | yes | 14 | BAJA ALTO |
PT | {CAUTIOUS}                                        | double         | yes | 13 | |
NL | Mon-Sat 09:00-20:00                               | double         | yes | 16 | STOPPEN |
BE | Mon-Sun 09:00-20:00                               | double         | yes | 13 | ARRETER STOPPEN |
PL | Mon-Fri 08:00-20:00; no holidays                  | double         | yes | 16 | ZAKONCZ REZYGNACJA | POMOC
SK | Mon-Fri 08:00-20:00; no holidays                  | double_on_page | no  | 16 | ZASTAVIT NEPOSIELAJTE PRESTANTE |
CZ | {CAUTIOUS}                                        | double         | yes | 15 | |
SE | {CAUTIOUS}                                        | double         | yes | 13 | STOPP |
DK | Mon-Fri 08:00-20:00, Sat-Sun 09:00-18:00          | double         | yes | 13 | AFMELD |
NO | {CAUTIOUS}                                        | double         | yes | 16 | STOPP UNSUB |
FI | {CAUTIOUS}                                        | double         | yes | 13 | |
RU | Mon-Sun 09:00-21:00                               | double_on_page | no  | 16 | СТОП |
UA | {CAUTIOUS}                                        | double_on_page | no  | 16 | СТОП |
IN | Mon-Sun 10:00-21:00                               | double         | yes | 16 | |
ID | Mon-Sun 08:00-20:00                               | double_on_page | no  | 16 | BERHENTI BATAL | BANTUAN
AU | Mon-Sun 11:00-20:00                               | single         | yes | 16 | |
NZ | Mon-Sun 08:00-21:00                               | double         | yes | 16 | |
BR | Mon-Fri 09:00-18:00, Sat 09:00-13:00; no holidays | double         | yes | 16 | SAIR PARE | AJUDA
MX | Mon-Sun 09:00-20:30                               | double         | yes | 16 | ALTO BAJA | AYUDA
JP | {CAUTIOUS}                                        | double         | yes | 16 | 配信停止 |
GR | {CAUTIOUS}                                        | double         | yes | 16 | |
TH | {CAUTIOUS}                                        | double         | yes | 16 | |
"""


def table(text, sign):
    return [[cell.strip() for cell in line.strip().split(sign)] for line in text.strip().splitlines()]


def hours(*places, day=TODAY):
    """The hours of places with a single window."""
    [(window, _)] = BOOK.needs(places, day).hours
    return written(window)


def records(*places):
    return {record.id: record for record in BOOK.needs(places, TODAY).sender.records}


@pytest.mark.rule("US-TCPA-QH-1", "US-TCPA-QH-2", "US-TX-1")
@pytest.mark.parametrize(("state", "window"), table(STATES, "  "))
def test_each_state_has_its_hours(state, window):
    assert hours(f"US-{state}") == window


@pytest.mark.rule("EU-AGE-1", "IN-1", "DE-1", "SK-1", "RU-2", "ID-1")
@pytest.mark.parametrize(("code", "window", "proof", "replies", "age", "stop", "help"), table(ROWS, "|"))
def test_each_country_has_its_row(code, window, proof, replies, age, stop, help):
    needs = BOOK.needs((code,), TODAY)
    assert hours(code) == window
    assert (needs.opt_in, needs.two_way, needs.age) == (proof, replies == "yes", int(age))
    assert (needs.stop, needs.help) == (tuple(stop.split()), tuple(help.split()))


def test_every_country_is_in_the_table():
    assert {place.code for place in COUNTRIES} - {row[0] for row in table(ROWS, "|")} == {"US", "SM"}


@pytest.mark.rule("US-TCPA-QH-3")
def test_where_the_state_is_unknown_the_hours_fit_every_state_but_two():
    assert hours("US") == hours("US-??") == "Mon-Fri 10:00-18:00, Sat 10:00-17:00, Sun 12:00-17:00"
    [(somewhere, _)] = BOOK.needs(("US",), TODAY).hours
    tighter = []
    for code in (code for code in BOOK.places if code.startswith("US-")):
        [(window, _)] = BOOK.needs((code,), TODAY).hours
        if somewhere & window != somewhere:
            tighter.append(code)
    assert tighter == ["US-ME", "US-PA"]


def test_of_several_states_what_is_open_in_all_is_left():
    assert hours("US-FL", "US-CT") == "Mon-Sun 09:00-20:00"
    assert hours("US-TX", "US-RI") == "Mon-Fri 09:00-18:00, Sat 10:00-17:00, Sun 12:00-17:00"


@pytest.mark.parametrize(
    ("place", "day", "window"),
    [
        ("US-PA", date(2026, 10, 17), "Mon-Sun 08:00-21:00"),
        ("US-PA", date(2026, 10, 18), "Mon-Sat 08:00-21:00"),
        ("US-TX", date(2025, 8, 31), "Mon-Sun 08:00-21:00"),
        ("US-TX", date(2025, 9, 1), "Mon-Sat 09:00-21:00, Sun 12:00-21:00"),
    ],
)
def test_a_rule_holds_from_its_first_day_on(place, day, window):
    assert hours(place, day=day) == window


@pytest.mark.rule("US-TCPA-REV-4", "ES-2", "IE-1", "AU-2")
@pytest.mark.parametrize(
    ("place", "id", "first"),
    [
        ("US", "US-TCPA-REV-4", date(2027, 1, 31)),
        ("ES", "ES-2", date(2026, 6, 7)),
        ("IE", "IE-1", date(2025, 10, 3)),
        ("AU", "AU-2", date(2026, 7, 1)),
        ("FR", "FR-2", date(2024, 9, 1)),
        ("US-VA", "US-VA-1", date(2026, 1, 1)),
        ("SK", "SK-3", date(2025, 11, 12)),
    ],
)
def test_rules_say_since_when(place, id, first):
    in_force = [{rule.id for rule in BOOK.needs((place,), day).rules} for day in (first - timedelta(days=1), first)]
    assert [id in ids for ids in in_force] == [False, True]


def test_a_text_a_day_more_than_two_is_ours_to_refuse_and_three_the_states():
    assert BOOK.needs(("US-FL",), TODAY).a_day == BOOK.needs(("IT",), TODAY).a_day == 2
    caps = {
        code: rule.terms.a_day for code in ("US-FL", "US-OK", "US-MD") for rule in BOOK[code].rules if rule.terms.a_day
    }
    assert caps == {"US-FL": 3, "US-OK": 3, "US-MD": 3}


@pytest.mark.rule("US-VA-1", "US-REC-2", "FR-4", "IT-3", "SK-2", "SK-3", "SE-1", "EU-SUPP-1", "US-INACT-1")
@pytest.mark.parametrize(
    ("place", "what", "months", "at_least"),
    [
        ("FR", "prospect", 36, False),
        ("IT", "purchases", 24, False),
        ("IT", "profile", 12, False),
        ("SK", "refusal", 48, True),
        ("SK", "proof", 60, True),  # four years by law, five by our own choice
        ("SK", "customer", 12, False),
        ("SE", "customer", 12, False),
        ("US", "proof", 60, True),
        ("US", "silent", 18, False),
        ("US-VA", "suppression", 120, True),
        ("US", "suppression", 120, True),  # perhaps Virginia
        ("DE", "suppression", 36, True),
    ],
)
def test_things_are_kept_as_long_as_a_place_says(place, what, months, at_least):
    kept = {keep.what: keep for keep in BOOK.needs((place,), TODAY).keep}
    assert (kept[what].months, kept[what].at_least) == (months, at_least)


@pytest.mark.rule(
    "US-10DLC-1", "US-TF-1", "IN-1", "IE-1", "AU-2", "ES-2", "IT-4", "RU-1", "RU-2", "ID-1", "BR-1", "MX-1"
)
@pytest.mark.parametrize(
    ("place", "kind", "needed"),
    [
        ("US", "long_code", {"tcr_brand_id", "tcr_campaign_id", "tx_registration"}),
        ("US-CA", "long_code", {"tcr_brand_id", "tcr_campaign_id"}),
        ("US-TX", "toll_free", {"toll_free_verification", "tx_registration"}),
        ("IN", "alphanumeric", {"dlt_entity_id", "dlt_header_id", "dlt_template_id", "dlt_consent_template_id"}),
        ("IE", "alphanumeric", {"ie_sender_registration"}),
        ("IE", "long_code", set()),
        ("AU", "alphanumeric", {"au_sender_registration"}),
        ("ES", "alphanumeric", {"es_alias_registration"}),
        ("IT", "alphanumeric", {"it_alias_registration"}),
        ("RU", "alphanumeric", {"ru_legal_clearance", "ru_sender_registration"}),
        ("ID", "alphanumeric", {"id_sender_registration"}),
        ("BR", "short_code", {"operator_approval_id"}),
        ("MX", "long_code", {"operator_approval_id"}),
        ("DE", "alphanumeric", set()),
    ],
)
def test_a_sender_is_on_record_where_the_place_asks(place, kind, needed):
    assert {id for id, record in records(place).items() if kind in record.kinds} == needed


def test_some_records_end_and_some_are_only_told():
    assert records("ES")["es_alias_registration"].months == 24
    assert not records("BR", "MX")["operator_approval_id"].blocks
    texan = records("US-TX")["tx_registration"]
    assert (texan.or_else, texan.blocks) == ("tx_exemption_reason", False)


@pytest.mark.rule("US-SND-1", "FR-3", "NZ-1", "AT-1", "IT-4")
def test_senders_that_get_nowhere_are_known():
    senders = {
        code: BOOK.needs((code,), TODAY).sender for code in ("US", "CA", "NZ", "RU", "FR", "AT", "IT", "SK", "GB")
    }
    assert {code for code, sender in senders.items() if "alphanumeric" not in sender.kinds} == {"US", "CA", "NZ"}
    assert senders["RU"].kinds == {"alphanumeric"}
    assert senders["FR"].forbidden == {"+336", "+337"}
    assert {code for code, sender in senders.items() if sender.answers} == {"NZ", "AT"}
    assert (senders["IT"].shortest, senders["IT"].longest) == (3, 11)
    assert not senders["SK"].generic
    assert not senders["GB"].foreign


@pytest.mark.rule("SK-1", "EU-EPRIV-13-2", "IT-1", "CA-CASL-2", "CZ-1", "US-CTIA-CTA-4", "CA-1")
def test_what_else_places_ask():
    needs = {code: BOOK.needs((code,), TODAY) for code in [*(place.code for place in COUNTRIES), "TH", ""]}
    assert {code for code, each in needs.items() if not each.may_ask_by_text} == {"SK"}
    assert {code for code, each in needs.items() if each.keyword_joins} == {"US", "CA"}
    assert {code for code, each in needs.items() if each.soft_opt_in} == set()
    assert {code for code, each in needs.items() if each.contact_in_text} == {"CA", "AU"}
    assert {code: each.label for code, each in needs.items() if each.label} == {"CZ": ("Obchodni sdeleni",)}
    assert {code for code, each in needs.items() if each.forced} == {"DE"}
    assert {code for code, each in needs.items() if each.rates} == {"US", "CA"}
    assert all("brand" in each.identity for each in needs.values())


def test_a_number_of_north_america_whose_country_is_uncertain_gets_both_notices_in_one():
    assert BOOK.needs(("US", "CA"), TODAY).rates == "Standard msg & data rates may apply."


def test_holidays_are_those_of_the_country_that_keeps_them():
    assert [country for _, country in BOOK.needs(("FR", "DE", "SK"), TODAY).hours] == ["FR", None, "SK"]
    assert [country for _, country in BOOK.needs(("",), TODAY).hours] == [None]


def test_no_place_at_all_is_a_place_that_nobody_knows():
    assert BOOK.needs((), TODAY) == BOOK.needs(("",), TODAY)
    assert hours() == CAUTIOUS


def test_a_region_without_rules_is_its_country():
    assert BOOK["CA-ON"] is BOOK["CA"]
    assert BOOK["US-??"] is BOOK["US"]


def test_an_answer_is_found_once():
    assert BOOK.needs(("US-FL", "US-GA"), TODAY) is BOOK.needs(("US-FL", "US-GA"), TODAY)


def test_rules_read_long_ago_are_found():
    assert BOOK.read_before(date(2026, 1, 1)) == ()
    assert {"US", "IT", "EU", "ALL", "US-FL"} <= set(BOOK.read_before(date(2028, 1, 1)))


places = st.lists(st.sampled_from([*BOOK.places, "TH", "US-??", ""]), min_size=1, max_size=4, unique=True)
days = st.dates(date(2024, 1, 1), date(2028, 1, 1))


@settings(deadline=None)
@given(places, st.sampled_from([*BOOK.places, "TH", ""]), days)
def test_one_place_more_never_loosens_anything(places, another, day):
    fewer, more = BOOK.needs(places, day), BOOK.needs([*places, another], day)
    assert open_quarters(more) <= open_quarters(fewer)
    assert holidays(more) >= holidays(fewer)
    assert PROOFS.index(more.opt_in) >= PROOFS.index(fewer.opt_in)
    for topic in ("two_way", "may_ask_by_text", "soft_opt_in", "keyword_joins"):
        assert getattr(more, topic) <= getattr(fewer, topic), topic
    for topic in ("forced", "age"):
        assert getattr(more, topic) >= getattr(fewer, topic), topic
    for topic in ("label", "stop", "help", "identity", "rules"):
        assert set(getattr(more, topic)) >= set(getattr(fewer, topic)), topic
    assert more.a_day <= fewer.a_day
    assert len(more.rates) >= len(fewer.rates)
    assert_tighter_sender(more.sender, fewer.sender)
    assert_tighter_keeping(more.keep, fewer.keep)


@settings(deadline=None)
@given(places, days)
def test_the_order_of_places_changes_nothing(places, day):
    one, other = BOOK.needs(places, day), BOOK.needs(places[::-1], day)
    assert set(one.hours) == set(other.hours)
    assert (one.opt_in, one.age, one.a_day, one.keep, one.rates) == (
        other.opt_in,
        other.age,
        other.a_day,
        other.keep,
        other.rates,
    )
    assert set(one.stop) == set(other.stop)
    assert set(one.rules) == set(other.rules)


def open_quarters(needs):
    """The quarters of a week, from its Monday on, in which advertising may arrive."""

    def within(window):
        return {
            (day, minute)
            for day, spans in zip(DAYS, window.week, strict=True)
            for start, end in spans
            for minute in range(start, end, 15)
        }

    return set.intersection(*(within(window) for window, _ in needs.hours))


def holidays(needs):
    return {country for _, country in needs.hours if country}


def assert_tighter_sender(more, fewer):
    assert more.kinds <= fewer.kinds <= KINDS
    assert more.shortest >= fewer.shortest
    assert more.longest <= fewer.longest
    assert more.forbidden >= fewer.forbidden
    assert set(more.records) >= set(fewer.records)
    assert more.generic <= fewer.generic
    assert more.foreign <= fewer.foreign
    assert more.answers >= fewer.answers


def assert_tighter_keeping(more, fewer):
    kept = {keep.what: keep.months for keep in more}
    for keep in fewer:
        months = kept[keep.what]
        assert months >= keep.months if keep.at_least else months <= keep.months
