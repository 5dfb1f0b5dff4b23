"""The short links of texts: where they lead, and who is counted for opening them."""

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from app.actions.erase import erase
from app.rules import short_link
from app.rules.short_link import COUPON, OWN, PAGE, PREFERENCES
from app.store import Sql, StoreUnavailable, clicks, guesses, messages, subscribers
from tests import make
from tests.web.visiting import PHONE, SINGLE, join, led, parts_of, release, scan, texts, words

PERSON = {"User-Agent": PHONE}
SITE = "https://aurora.example/menu/of/the/summer"
WORDING = "{code} for {title}. See " + SITE + ". {link}"
BRAND = {"brand": {"website": "https://aurora.example"}}


@pytest.fixture
def text(client, sessions) -> str:
    """The text of a coupon that leads to the brand's site, too."""
    release(client, **SINGLE, **BRAND, messages={"coupon": {"en": WORDING, "it": WORDING}})
    join(client, scan(client))
    with sessions.read() as session:
        return texts(session)[-1]


def open_(client, text: str, nth: int = 0, method: str = "get", **headers: str):
    path = re.findall(r"https?://[^/\s]+(/l/\w+)", text)[nth]
    answer = getattr(client, method)(path, headers={**PERSON, **headers})
    parts_of(client).counter.flush()
    return answer


def counted(sessions) -> clicks.Clicked:
    with sessions.read() as session:
        return clicks.of_coupons(session, make.CAMPAIGN_ID)


def test_a_link_leads_on_at_once_and_leaves_no_trace(client, sessions, text):
    answer = open_(client, text, nth=1)
    assert (answer.status_code, answer.data) == (302, b"")
    assert answer.location.startswith("/k/")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers
    code = re.search(r"\w{4}-\w{4}-\w{4}", text)[0]
    assert "".join(code.split("-")) in re.sub(r"\W", "", words(client.get(answer.location)))
    assert counted(sessions).subscribers == 1


def test_the_brands_site_is_told_where_they_come_from_and_not_who(client, sessions, text):
    to = open_(client, text).location
    assert to == f"{SITE}?utm_source=handbill&utm_medium=sms&utm_campaign={make.CAMPAIGN_ID}&utm_content=k7q2m"
    with sessions.read() as session:
        assert list(clicks.by_link(session, make.CAMPAIGN_ID)) == [(None, SITE)]


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"User-Agent": "facebookexternalhit/1.1 Facebot Twitterbot/1.0"}, "previews"),
        ({"User-Agent": "WhatsApp/2.25.1 A"}, "previews"),
        ({"Sec-Purpose": "prefetch"}, "previews"),
        ({"Purpose": "prefetch"}, "previews"),
        ({"X-Moz": "prefetch"}, "previews"),
        ({"User-Agent": "Mozilla/5.0 (compatible; Barracuda Sentinel)"}, "scanners"),
        ({"User-Agent": "curl/8.9.1"}, "robots"),
        ({"User-Agent": ""}, "robots"),
    ],
)
def test_programs_are_led_on_and_counted_apart(client, sessions, text, headers, kind):
    assert open_(client, text, **headers).status_code == 302
    assert counted(sessions) == clicks.Clicked(**{kind: 1})


def test_a_head_request_is_no_click_and_changes_nothing_else(client, sessions, text):
    with sessions.read() as session:
        before = session.run(Sql("SELECT * FROM messages")).fetchall()
    assert open_(client, text, method="head").status_code == 302
    assert counted(sessions) == clicks.Clicked(robots=1)
    with sessions.read() as session:
        assert session.run(Sql("SELECT * FROM messages")).fetchall() == before


def test_a_second_tap_is_the_same_click(client, sessions, text):
    for _ in range(3):
        open_(client, text)
    assert (counted(sessions).people, counted(sessions).again) == (1, 2)


def test_nothing_of_whoever_clicks_is_kept(client, sessions, text):
    open_(
        client, text, **{"X-Forwarded-For": "203.0.113.77", "Accept-Language": "xx-click", "Referer": "https://r.test"}
    )
    with sessions.read() as session:
        row = session.run(Sql("SELECT * FROM clicks")).fetchone()
    assert not {"203.0.113.77", "127.0.0.1", "xx-click", "https://r.test", PHONE} & set(map(str, row))


# ---- what is not ours


@pytest.mark.parametrize(
    "token",
    ["x", "2" * 11, "2" * 12, "//evil.example", "%2f%2fevil.example", "..%2fk", "\\evil.example", "a@evil.example"],
)
def test_an_address_that_is_not_ours_leads_nowhere(client, text, token):
    answer = client.get(f"/l/{token}", headers={**PERSON, "Accept-Language": "en"})
    at_ours = {"", "localhost"}  # two slashes are made one, on this very host
    assert urlsplit(answer.headers.get("Location", "")).hostname in at_ours | {None}
    assert client.get(f"/l/{token}", headers=PERSON, follow_redirects=True).status_code == 404


def test_a_wrong_link_gets_a_page_in_the_visitors_language_and_counts_as_a_guess(client, sessions):
    answer = client.get("/l/22222222222", headers={**PERSON, "Accept-Language": "de"})
    assert answer.status_code == 404
    assert 'lang="de"' in answer.text
    assert "Diesen Link kennen wir nicht" in words(answer)
    parts_of(client).later.flush()
    with sessions.read() as session:
        assert guesses.all_counted(session) == {guesses.PAGES: 1}


def test_for_a_wrong_link_no_text_is_looked_for(client, monkeypatch):
    def never(*_):
        raise AssertionError("the store was asked")

    monkeypatch.setattr(clicks, "lead", never)
    assert client.get("/l/22222222222").status_code == 404


def test_a_query_leads_nowhere_else(client, text):
    path = re.search(r"/l/\w+", text)[0]
    assert client.get(f"{path}?to=https://evil.example&url=//evil.example", headers=PERSON).location.startswith(SITE)


def test_a_sealed_link_of_no_text_is_unknown(client):
    token = short_link.write(5, COUPON, make.KEYS)
    assert client.get(f"/l/{token}").status_code == 404


# ---- what is over


def sent(sessions, number: int, *, targets: tuple[str, ...] = (), coupon=None, erased: bool = False) -> str:
    """The path of a link of a text to somebody, who is erased since or not."""
    now = datetime.now(UTC)
    with sessions.begin() as session:
        person = make.subscriber(session)
        draft = messages.draft(
            session.vault,
            reference=f"linked-{number}",
            brand=make.BRAND,
            campaign=make.CAMPAIGN_ID,
            kind=make.Kind.SERVICE,
            sender=make.SENDER,
            text="…",
            now=now,
            link_serial=number + 100,
            targets=targets,
        )
        messages.queue(session, draft, person)
        if erased:
            erase(session, subscribers.subscriber(session, person), {}, {"how": "test"}, now)
    return f"/l/{short_link.write(number + 100, number, make.KEYS)}"


def test_links_of_people_who_are_erased_lead_to_the_plain_page(client, sessions):
    path = sent(sessions, PREFERENCES, erased=True)
    assert client.get(path, headers=PERSON).location == f"/c/{make.CAMPAIGN_ID}"
    parts_of(client).counter.flush()
    with sessions.read() as session:
        assert session.run(Sql("SELECT COUNT(*) FROM clicks")).fetchone()[0] == 0


def test_the_preferences_open_by_the_link_of_their_owners_text(client, sessions):
    to = client.get(sent(sessions, PREFERENCES), headers=PERSON).location
    assert to.startswith("/p/")
    assert client.get(to).status_code == 200


def test_a_link_to_the_page_leads_to_the_page(client, sessions):
    assert client.get(sent(sessions, PAGE), headers=PERSON).location == f"/c/{make.CAMPAIGN_ID}"


def test_a_link_that_its_text_has_not_leads_nowhere(client, sessions):
    assert client.get(sent(sessions, OWN + 1, targets=(SITE,)), headers=PERSON).status_code == 404


def test_letters_outside_of_ascii_are_led_to_as_addresses_have_them(client, sessions):
    path = sent(sessions, OWN, targets=("https://aurora.example/menù?più=sì",))
    assert client.get(path, headers=PERSON).location.startswith(
        "https://aurora.example/men%C3%B9?pi%C3%B9=s%C3%AC&utm_"
    )


def test_a_coupons_link_works_as_long_as_its_page(client, sessions, text):
    with sessions.begin() as session:
        person = subscribers.subscriber_of(session, make.NUMBER)
        erase(session, person, {}, {"how": "test"}, datetime.now(UTC))
        session.run(Sql("UPDATE coupons SET valid_until = 1"))
    assert client.get(led(client, text, 1)).status_code == 200


# ---- nothing is lost


def test_a_click_waits_for_a_database_that_is_away(client, sessions, text, monkeypatch):
    counter = parts_of(client).counter
    write = counter._sessions.write

    def away(_):
        raise StoreUnavailable("away")

    monkeypatch.setattr(counter._sessions, "write", away)
    assert open_(client, text).status_code == 302
    monkeypatch.setattr(counter._sessions, "write", write)
    counter.flush()
    assert counted(sessions).subscribers == 1
