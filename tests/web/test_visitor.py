"""The landing page and the gate: one answer to a scan, honest states, and a way on that depends on no favour."""

import re
from base64 import b64encode
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from app.platforms.fake import Platform
from app.store import Sessions, Sql, figures
from tests import make
from tests.web import visiting
from tests.web.visiting import HERE, ID, OPEN, count, parts_of, release, scan, send, token, words

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 Version/19.1 Mobile Safari/604.1"


def scans(client: FlaskClient, sessions: Sessions) -> tuple[int, int]:
    """(people, robots) counted so far."""
    parts_of(client).counter.flush()
    with sessions.read() as session:
        row = session.run(Sql("SELECT COALESCE(SUM(people), 0), COALESCE(SUM(robots), 0) FROM scans")).fetchone()
    return int(row[0]), int(row[1])


@pytest.mark.rule("QR-TRUST-1", "QR-URL-1")
def test_a_scan_is_answered_with_the_page_itself(client):
    page = client.get(HERE)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert "Un quarto in meno, sul serio" in page.text


@pytest.mark.parametrize("address", [HERE, HERE.upper(), f"/c/{ID}"])
def test_a_placement_is_found_in_any_case_and_the_campaign_without_one(client, address):
    assert client.get(address).status_code == 200


def test_reading_changes_nothing_but_the_count_of_scans(client, sessions):
    before = make.dump(sessions)
    client.get(HERE, headers={"User-Agent": IPHONE})
    assert scans(client, sessions) == (1, 0)
    assert count(sessions, "visits") == 0
    with sessions.begin() as session:
        session.run(Sql("DELETE FROM scans"))
    assert make.dump(sessions) == before


@pytest.mark.parametrize(
    "headers", [{"User-Agent": "WhatsApp/2.25"}, {"Sec-Purpose": "prefetch", "User-Agent": IPHONE}]
)
def test_previews_and_prefetches_are_counted_apart(client, sessions, headers):
    client.get(HERE, headers=headers)
    client.head(HERE, headers={"User-Agent": IPHONE})
    assert scans(client, sessions) == (0, 2)


def test_changing_the_language_is_no_second_scan(client, sessions):
    client.get(HERE, headers={"User-Agent": IPHONE, "Sec-Fetch-Site": "none"})
    client.get(f"{HERE}?language=en", headers={"User-Agent": IPHONE, "Sec-Fetch-Site": "same-origin"})
    assert scans(client, sessions) == (1, 0)


@pytest.mark.parametrize(
    ("query", "accepted", "spoken"),
    [
        ("", "it-IT,it;q=0.9", "it"),
        ("", "fr-FR, en;q=0.5, it;q=0.1", "en"),
        ("", "en;q=0, it", "it"),
        ("", "xx", "it"),
        ("", "it;q=nonsense, en", "en"),
        ("?language=en", "it", "en"),
        ("?language=xx", "it", "it"),
    ],
)
def test_the_page_speaks_the_campaigns_language_that_suits_best(client, query, accepted, spoken):
    page = client.get(HERE + query, headers={"Accept-Language": accepted})
    assert f'<html lang="{spoken}">' in page.text
    assert "Accept-Language" in page.headers["Vary"]


def test_two_visitors_get_the_same_page_with_tokens_of_their_own(client):
    one, other = client.get(HERE), client.get(HERE)
    assert token(one) != token(other)
    assert one.text.replace(token(one), "") == other.text.replace(token(other), "")


def test_an_edit_of_the_campaign_is_on_the_page_at_once(client):
    client.get(HERE)
    release(client, page={"headline": "Metà prezzo"})
    assert "Metà prezzo" in client.get(HERE).text


def test_style_is_the_one_the_policy_names_and_nothing_else_is_inline(client):
    page = client.get(HERE)
    style = re.search(r"<style>(.*?)</style>", page.text, re.DOTALL)
    assert style
    digest = b64encode(sha256(style[1].encode()).digest()).decode()
    policy = page.headers["Content-Security-Policy"]
    assert f"style-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src" not in policy
    assert not re.search(r"<script|\sstyle=|\son\w+=|javascript:", page.text)


def test_forms_may_lead_to_the_networks_of_the_campaign_and_nowhere_else(client):
    policy = client.get(HERE).headers["Content-Security-Policy"]
    leads = re.search(r"form-action ([^;]*)", policy)
    assert leads
    assert leads[1].split() == [
        "'self'", "https://*.t.me", "https://*.tiktok.com", "https://t.me", "https://www.tiktok.com"
    ]  # fmt: skip


def test_nothing_is_loaded_from_another_host(client):
    page = client.get(HERE)
    assert all(address.startswith("/") for address in re.findall(r'(?:src|action)="([^"]+)"', page.text))
    assert "url(" not in page.text


# The gate


def test_the_gate_says_what_is_asked_before_anybody_taps(client):
    page = words(client.get(HERE, headers={"Accept-Language": "en"}))
    assert "Have a look at one of them, then come back." in page
    assert "I don't use these, go on" in page
    assert "Your mobile number" not in page


def test_a_follow_leads_to_the_networks_own_link_and_is_noted_as_a_tap(client, sessions):
    answer = send(client, "follow/telegram", scan(client))
    assert (answer.status_code, answer.headers["Location"]) == (303, "https://t.me/gelateria_aurora")
    with sessions.read() as session:
        assert session.run(Sql("SELECT platform, evidence FROM steps")).fetchall() == [("telegram", "clicked")]


def test_after_a_look_the_number_is_asked_for(client):
    mine = scan(client)
    send(client, "follow/telegram", mine)
    answer = send(client, "gate", mine, way="next")
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("#number")
    page = client.get(answer.headers["Location"])
    assert "✓ Seen" in page.text
    assert "Your mobile number" in page.text


def test_without_a_look_the_page_says_what_is_missing(client, sessions):
    page = send(client, "gate", scan(client), way="next")
    assert page.status_code == 422
    assert "Have a look at one of them, then come back. Or go on without." in words(page)
    assert count(sessions, "visits") == 0


@pytest.mark.parametrize("way", ["without", "seen"])
def test_people_without_an_account_and_people_who_say_so_may_go_on(client, way):
    assert send(client, "gate", scan(client), way=way).status_code == 303


def test_where_every_network_allows_it_nobody_gets_round_the_gate(client):
    steps = [{"platform": "vk", "account": "gelateria_aurora"}]
    release(client, follow={"need": "all", "alternative": False, "steps": steps})
    mine = scan(client)
    assert "I don't use these" not in client.get(HERE).text
    assert send(client, "gate", mine, way="without").status_code == 422
    assert visiting.join(client, mine).status_code == 422


def test_somebody_who_says_to_have_looked_is_noted_as_saying_so(client, sessions):
    send(client, "gate", scan(client), way="seen")
    with sessions.read() as session:
        assert session.run(Sql("SELECT evidence FROM steps")).fetchall() == [("claimed",)]


@pytest.mark.rule("SOC-1")
def test_an_invitation_holds_nobody_up(client):
    release(client, **OPEN)
    page = client.get(HERE, headers={"Accept-Language": "en"})
    assert "If you like, follow us. The code comes either way." in page.text
    assert 'href="#number"' in page.text
    assert "Your mobile number" in page.text


def test_a_campaign_without_networks_opens_on_the_number(client):
    release(client, follow=None)
    page = words(client.get(HERE, headers={"Accept-Language": "en"}))
    assert "1 Number 2 Code" in page
    assert "Your mobile number" in page


@pytest.mark.parametrize("where", ["follow/telegram", "gate", "join"])
def test_a_form_that_another_site_sent_changes_nothing(client, sessions, where):
    mine = scan(client)
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert client.post(f"/c/{ID}/{where}", data={"csrf_token": mine}, headers=headers).status_code == 403
    assert count(sessions, "visits") == 0


@pytest.mark.parametrize("where", ["follow/telegram", "gate"])
def test_a_form_without_its_token_starts_over(client, sessions, where):
    for forged in ("", "1.estate-25.k7q2m.en.00000000.AAAAAA.AAAA", "x"):
        answer = send(client, where, forged)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/c/{ID}")
    assert count(sessions, "visits") == 0


def test_the_token_of_another_campaign_is_none(client, sessions):
    release(client, "winter", placements=[{"id": "wnter", "name": "Door"}], **OPEN)
    assert send(client, "follow/telegram", scan(client, "/wnter")).headers["Location"] == f"/c/{ID}"
    assert count(sessions, "visits") == 0


@pytest.mark.parametrize("platform", ["facebook", "x", "https:%2f%2fevil.example", "telegram%2f..%2f"])
def test_only_networks_of_the_campaign_are_led_to(client, platform):
    assert send(client, f"follow/{platform}", scan(client)).status_code in {404, 405}


# Networks that can be asked


def verifying(client: FlaskClient, account: str) -> str:
    """The token of a visit to a campaign whose only step is verified, by a fake that answers its account's name."""
    client.application.extensions["handbill.platforms"] = {"telegram": Platform()}.get
    steps = [{"platform": "telegram", "account": account, "mode": "verify"}]
    release(client, follow={"need": "all", "alternative": True, "steps": steps})
    return scan(client)


def test_a_network_is_asked_once_and_its_yes_is_kept(client, sessions):
    mine = verifying(client, "pending")
    there = send(client, "follow/telegram", mine).headers["Location"]
    assert there.startswith(f"http://localhost/c/{ID}/follow/telegram/callback")
    back = client.get(there)
    assert (back.status_code, back.headers["Location"]) == (303, f"/c/{ID}?v={mine}")
    with sessions.read() as session:
        assert session.run(Sql("SELECT evidence FROM steps")).fetchall() == [("asked",)]
    assert send(client, "gate", mine, way="next").status_code == 303


def test_a_network_that_cannot_be_asked_does_not_punish_the_visitor(client, sessions):
    mine = verifying(client, "gelateria_aurora")
    client.get(send(client, "follow/telegram", mine).headers["Location"])
    assert "We can&#39;t check right now" in client.get(f"/c/{ID}?v={mine}").text
    assert send(client, "gate", mine, way="next").status_code == 303


def test_without_a_checker_a_verified_step_passes_unchecked(client):
    mine = verifying(client, "gelateria_aurora")
    del client.application.extensions["handbill.platforms"]
    assert send(client, "follow/telegram", mine).headers["Location"] == "https://t.me/gelateria_aurora"
    assert send(client, "gate", mine, way="next").status_code == 303


def test_an_answer_that_nobody_asked_for_is_not_believed(client, sessions):
    verifying(client, "gelateria_aurora")
    for state in ("", "forged", scan(client)):
        back = client.get(f"/c/{ID}/follow/telegram/callback", query_string={"state": state, "who": "me"})
        assert back.headers["Location"] == f"/c/{ID}"
    assert count(sessions, "steps") == 0


# Why nobody can join now


def test_before_the_run_the_page_says_when_it_starts(client):
    release(client, runs={"from": "2035-06-01"})
    assert "Friday, June 1" in words(client.get(HERE, headers={"Accept-Language": "en"}))


def test_a_paused_campaign_says_so(client):
    release(client, runs={"paused": True})
    assert "Taking a break" in words(client.get(HERE, headers={"Accept-Language": "en"}))


def test_an_ended_campaign_shows_what_is_on_now(client):
    release(client, "spring", runs={"until": "2026-06-30"}, placements=[{"id": "sprng", "name": "Door"}])
    release(client, "winter", placements=[{"id": "wnter", "name": "Door"}], page={"headline": "Warm again"})
    page = client.get("/c/spring", headers={"Accept-Language": "en"})
    assert "ran through June 30, 2026." in words(page)
    assert 'href="/c/winter?language=en"' in page.text
    assert "Warm again" in page.text


@pytest.mark.rule("COUP-TERM-4")
def test_a_sold_out_campaign_says_when_the_last_code_went_before_any_number_is_asked(client, sessions):
    release(client, offer={"limits": {"total": 1}}, **OPEN)
    assert "Your mobile number" in client.get(HERE, headers={"Accept-Language": "en"}).text
    visiting.join(client, scan(client))
    parts_of(client).stock.refresh()
    page = words(client.get(HERE, headers={"Accept-Language": "en"}))
    assert "The one code is gone" in page
    assert re.search(r"The last code went at \d+:\d\d [ap]\.m\. today\..*Wait for one Your mobile number", page)
    assert "Text me the code" not in page


def test_a_sheet_whose_id_was_edited_away_still_opens_and_counts(client, sessions):
    release(client, placements=[{"id": "n4t8x", "name": "Table tents"}])
    assert "A quarter off" in client.get(HERE, headers={"Accept-Language": "en"}).text
    parts_of(client).counter.flush()
    with sessions.read() as session:
        assert list(figures.placements(session, ID)) == [make.PLACEMENT]


def test_an_unknown_sheet_is_asked_for_again_without_any_brand(client):
    page = client.get("/zzzz2", headers={"Accept-Language": "en"})
    assert page.status_code == 404
    assert "zzzz2" in page.text
    assert "Gelateria" not in page.text
    assert 'action="/"' in page.text


@pytest.mark.parametrize("typed", [make.PLACEMENT, f" {make.PLACEMENT.upper()} "])
def test_what_is_typed_there_opens_the_page_itself(client, typed):
    page = client.get("/", query_string={"id": typed})
    assert page.status_code == 200
    assert "Gelateria Aurora" in page.text


def test_what_is_typed_comes_back_as_text(client):
    page = client.get("/", query_string={"id": "<b>x</b>"})
    assert page.status_code == 404
    assert "<b>x" not in page.text


def test_the_front_page_asks_what_the_sheet_says(client):
    page = client.get("/", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert "What does the sheet say?" in page.text


def test_an_address_of_nobody_is_a_page_too(client):
    page = client.get("/c/nobody", headers={"Accept-Language": "en"})
    assert page.status_code == 404
    assert "There is nothing here" in page.text


def test_the_address_carries_the_visit_on(client):
    mine = scan(client)
    query = parse_qs(urlsplit(send(client, "gate", mine, way="without").headers["Location"]).query)
    assert query == {"v": [mine]}
