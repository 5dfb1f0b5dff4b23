"""The ticket in each of its states: what it promises, and whether it has a stub to show."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import zxingcpp
from PIL import Image

from app.actions.erase import erase
from app.rules import offline_seal
from app.rules.coupon import write_code
from app.rules.seal_facts import Worth, mark
from app.store import Sql, subscribers, suppressions
from tests import make
from tests.web.visiting import parts_of, release, words

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


@pytest.fixture
def drawn():
    """Reads the QR symbol of a page's SVG, as another program's reader does."""

    def read(page: str) -> str:
        path = re.search(r'<svg class="qr".*? viewBox="0 0 (\d+) \d+".*? d="(M4 4h[^"]+)"/></svg>', page)
        assert path
        side = int(path[1])
        image = Image.new("L", (side, side), 255)
        for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)", path[2]):
            image.paste(0, (int(x), int(y), int(x) + int(length), int(y) + 1))
        found = zxingcpp.read_barcodes(image.resize((side * 4, side * 4), Image.Resampling.NEAREST))
        return found[0].text

    return read


@pytest.fixture
def ticket(client, sessions):
    """Makes a coupon and gives its page: ticket(valid_until=…)."""

    def page(**changes):
        revoked = changes.pop("revoked", False)
        with sessions.begin() as session:
            coupon = make.coupon(session, **{"language": "en", "issued_at": NOW - DAY, **changes})
            if revoked:
                session.run(Sql("UPDATE coupons SET revoked_at = 1"))
        return client.get(make.page_of(coupon))

    return page


def has_qr(page) -> bool:
    return 'class="qr"' in page.text


def test_a_valid_ticket_shows_numeral_last_day_qr_and_code(client, ticket):
    until = datetime(2036, 7, 12, 22, 0, tzinfo=UTC)  # midnight in Rome, so the 12th is the last day
    page = ticket(valid_until=until)
    said = words(page)
    assert page.status_code == 200
    assert "25 %" in said
    assert "Good through Saturday, July 12, 2036" in said
    assert "✓ Valid" in said
    assert "Show it at the till before you pay." in said
    assert has_qr(page)


def test_the_code_is_read_letter_by_letter_and_names_the_qr(ticket):
    page = ticket()
    label = re.search(r'class="qr" role="img" aria-label="([^"]+)"', page.text)
    assert label
    code = label[1]
    assert re.fullmatch(r"\w{4}-\w{4}-\w{4}", code)
    assert ", ".join(" ".join(group) for group in code.split("-")) in page.text
    assert code.replace("-", " ") in page.text


def test_what_the_qr_holds_is_the_code_and_a_seal_that_says_what_it_is_worth(client, sessions, drawn):
    until = datetime(2036, 7, 12, 22, 0, tzinfo=UTC)
    with sessions.begin() as session:
        coupon = make.coupon(session, issued_at=NOW - DAY, valid_until=until)
    held = drawn(client.get(make.page_of(coupon)).text)
    code = write_code(coupon.serial, make.KEYS)
    assert held.startswith(f"{code.replace('-', '')} ")
    facts = offline_seal.read(held, offline_seal.public_keys(make.KEYS))
    assert (facts.campaign, facts.valid_until) == (mark(make.CAMPAIGN_ID), until)
    assert facts.worth == Worth(kind="percent", number=Decimal(25))


def test_a_ticket_is_kept_by_nobody_and_tells_no_one_its_address(ticket):
    page = ticket()
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_a_ticket_that_starts_later_has_a_code_but_no_qr(ticket):
    page = ticket(valid_from=datetime(2036, 7, 1, tzinfo=UTC), valid_until=datetime(2036, 8, 1, tzinfo=UTC))
    assert "Starts Tuesday, July 1, 2036" in words(page)
    assert 'class="code"' in page.text
    assert not has_qr(page)


def test_a_used_ticket_says_when_and_where_and_has_no_stub(sessions, ticket):
    with sessions.begin() as session:
        till = make.till(session, name="Via Roma, Till 3")
    used = (NOW - timedelta(hours=1)).replace(second=0, microsecond=0)
    page = ticket(spent_at=used, till=till)
    said = words(page)
    assert "Used" in said
    assert "Where Via Roma, Till 3" in said
    assert re.search(r"\d+:\d\d [ap]\.m\.", said)
    assert not has_qr(page)
    assert 'class="stub"' not in page.text
    assert "mailto:ciao@aurora.example" in page.text


def test_an_expired_ticket_has_no_stub(ticket):
    page = ticket(issued_at=NOW - 9 * DAY, valid_until=NOW - DAY)
    assert "Expired" in words(page)
    assert "Was good through" in words(page)
    assert not has_qr(page)


def test_a_withdrawn_ticket_has_no_stub(ticket):
    page = ticket(revoked=True)
    assert "Withdrawn by Gelateria Aurora" in words(page)
    assert not has_qr(page)


def test_a_ticket_speaks_the_language_it_was_asked_for_in(client, ticket):
    page = ticket(language="it")
    assert '<html lang="it">' in page.text
    other = re.search(r'href="(\?language=en)"', page.text)
    assert other


@pytest.mark.parametrize("address", ["/k/nope", "/k/" + "x" * 500, "/k/%C3%A4"])
def test_an_unknown_coupon_is_said_so_kindly(client, address):
    page = client.get(address, headers={"Accept-Language": "en"})
    assert page.status_code == 404
    assert "We don't know this coupon" in words(page)


def test_a_coupon_that_is_only_held_is_not_known_yet(ticket):
    assert ticket(held_until=NOW + DAY).status_code == 404


@pytest.mark.rule("COUP-TERM-3")
@pytest.mark.rule("COUP-TERM-3")
def test_a_later_edit_takes_nothing_from_those_already_in(client, ticket):
    until = datetime(2036, 7, 12, 22, 0, tzinfo=UTC)
    release(client, offer={"valid": {"days": 1}, "terms": "Not on Sundays."})
    page = ticket(valid_until=until)
    assert "Good through Saturday, July 12, 2036" in words(page)
    assert has_qr(page)


def test_a_coupon_outlives_the_file_of_its_campaign(client, ticket):
    joined = parts_of(client)
    (joined.settings.campaigns / f"{make.CAMPAIGN_ID}.toml").unlink()
    joined.campaigns.refresh()
    assert "✓ Valid" in words(ticket())


@pytest.mark.parametrize(
    ("offer", "said"),
    [
        ({"kind": "amount", "value": 5, "currency": "EUR"}, "€ 5 "),
        ({"kind": "item", "value": "3 for 2"}, "3 for 2"),
        ({"kind": "item", "value": None}, "25% off"),
        ({"kind": "points", "value": 1200}, "1,200"),
    ],
)
def test_every_kind_of_offer_has_its_numeral(client, ticket, offer, said):
    release(client, offer=offer)
    assert said in words(ticket())


def test_texts_are_stopped_on_the_page_and_the_coupon_stays_good(client, sessions):
    with sessions.begin() as session:
        coupon = make.coupon(session, language="en", issued_at=NOW - DAY)
    assert "Stop all texts" in client.get(make.page_of(coupon)).text
    answer = client.post(f"{make.page_of(coupon)}/stop", headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert "have ended" in page.text
    assert has_qr(page)
    with sessions.read() as session:
        assert set(suppressions.suppressed_by(session, coupon.subscriber)) == {make.BRAND}


def test_another_site_cannot_stop_anybody_s_texts(client, sessions):
    with sessions.begin() as session:
        coupon = make.coupon(session, language="en", issued_at=NOW - DAY)
    assert client.post(f"{make.page_of(coupon)}/stop", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    with sessions.read() as session:
        assert suppressions.suppressed_by(session, coupon.subscriber) == {}


@pytest.mark.rule("COUP-CONS-3")
def test_the_ticket_of_somebody_erased_is_good_and_has_nobody_to_stop(client, sessions):
    with sessions.begin() as session:
        coupon = make.coupon(session, language="en", issued_at=NOW - DAY)
        erase(session, subscribers.subscriber(session, coupon.subscriber), {}, {"how": "by hand"}, NOW)
    page = client.get(make.page_of(coupon))
    assert has_qr(page)
    assert "We no longer have the number of this coupon." in words(page)
    assert "Stop all texts" not in page.text
    posted = client.post(f"{make.page_of(coupon)}/stop")
    assert (posted.status_code, posted.headers["Location"]) == (303, make.page_of(coupon))
