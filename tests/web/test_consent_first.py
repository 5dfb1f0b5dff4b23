"""No advertising before consent: what each country asks for comes to the second box, and to the proof behind it."""

from collections.abc import Iterator

import phonenumbers
import pytest

from app.rules.country import opt_in
from app.rules.standing import Standing, standing
from app.store import Session, Sql, ledger, subscribers
from tests import make
from tests.web.visiting import ID, OPEN, join, parts_of, release, scan, send, texts

# The rule of each country that comes to: consent first, express, apart from all else, proven.
RULES = {
    "US": "US-TCPA-PEWC-1", "CA": "CA-CASL-1", "GB": "UK-PECR-22", "FR": "FR-1", "DE": "DE-1", "CH": "CH-1",
    "AT": "AT-1", "IT": "IT-1", "ES": "ES-1", "PL": "PL-1", "PT": "PT-1", "NL": "NL-1", "NO": "NO-1", "UA": "UA-1",
    "JP": "JP-1",
}  # fmt: skip


def countries() -> Iterator[object]:
    for country, rule in RULES.items():
        mobile = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.MOBILE)
        number = phonenumbers.format_number(mobile, phonenumbers.PhoneNumberFormat.E164)
        yield pytest.param(country, number, marks=pytest.mark.rule(rule, "EU-EPRIV-13-1"), id=country)


def events(session: Session, number: str) -> dict[str, list[str]]:
    """What the ledger holds of a number, by purpose."""
    person = subscribers.subscriber_of(session, number)
    assert person is not None
    found: dict[str, list[str]] = {}
    for row in ledger.consents_of(session, person.id):
        found.setdefault(row.purpose, []).append(row.event)
    return found


@pytest.mark.rule("US-CTIA-WEB-4", "EU-GDPR-7-4", "COUP-CONS-1")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("country", "number"), list(countries()))
def test_without_the_second_box_there_is_a_coupon_and_no_consent_to_advertising(client, sessions, country, number):
    release(client, countries=[country], **OPEN)
    mine = scan(client)
    assert join(client, mine, number, country=country).status_code == 303
    with sessions.read() as session:
        assert set(events(session, number)) == {"coupon"}
        single = opt_in(parts_of(client).campaigns.shelf.campaigns[ID], country) == "single"
        pin = "" if single else make.pin(session, number)
    if not single:
        assert send(client, "confirm", mine, pin=pin).status_code == 303
    with sessions.read() as session:
        assert set(events(session, number)) == {"coupon"}
        assert session.run(Sql("SELECT COUNT(*) FROM coupons WHERE held_until IS NULL")).fetchone()[0] == 1
        assert not any("Aurora Club" in text for text in texts(session))


@pytest.mark.rule("EU-DOI-1", "EU-GRAN-1")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("country", "number"), list(countries()))
def test_with_it_the_consent_counts_once_the_number_has_proven_itself_where_it_must(client, sessions, country, number):
    release(client, countries=[country], **OPEN)
    mine = scan(client)
    assert join(client, mine, number, country=country, marketing="yes").status_code == 303
    single = opt_in(parts_of(client).campaigns.shelf.campaigns[ID], country) == "single"
    with sessions.read() as session:
        stands = standing(events(session, number)["marketing"])
        assert stands is (Standing.GRANTED if single else Standing.PENDING)
        pin = "" if single else make.pin(session, number)
    if not single:
        send(client, "confirm", mine, pin=pin)
    with sessions.read() as session:
        assert standing(events(session, number)["marketing"]) is Standing.GRANTED
        assert events(session, number).keys() == {"coupon", "marketing"}
