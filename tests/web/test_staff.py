import csv
import io
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from app.rules import preflight
from app.rules.robot import Opener
from app.store import access, clicks, limits, visits
from app.store.clicks import Click
from app.store.visits import Scan
from tests import make

OURS = {"Origin": "http://localhost"}
LINK = "link-of-giulia"


@pytest.fixture
def member(sessions):
    """The id of a member of staff who holds LINK."""
    now = datetime.now(UTC)
    with sessions.begin() as session:
        id = access.add_staff(session, "giulia@aurora.example", now)
        access.add_pass(session, LINK, kind="link", staff=id, expires_at=now + timedelta(minutes=10), now=now)
    return id


@pytest.fixture
def staff(client, member):
    """A browser that is signed in."""
    assert client.post(f"/staff/in/{LINK}", headers=OURS).status_code == 303
    return client


def scan(sessions, count: int = 1, *, days_ago: int = 0, placement: str = make.PLACEMENT, robot: bool = False) -> None:
    at = datetime.now(UTC) - timedelta(days=days_ago)
    with sessions.begin() as session:
        visits.add_scans(session, [Scan(make.CAMPAIGN_ID, placement, at, robot)] * count)


def test_a_link_opens_once_and_looking_does_not_use_it(client, member):
    for _ in range(3):
        assert "Sign in here" in client.get(f"/staff/in/{LINK}").text
    answer = client.post(f"/staff/in/{LINK}", headers=OURS)
    assert (answer.status_code, urlsplit(answer.location).path) == (303, "/staff/")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert LINK not in cookie
    assert client.get("/staff/").status_code == 200
    assert client.post(f"/staff/in/{LINK}", headers=OURS).status_code == 410
    assert "does not open any more" in client.get(f"/staff/in/{LINK}").text


def test_a_strangers_page_cannot_sign_anybody_in_or_out(staff):
    assert staff.post(f"/staff/in/{LINK}", headers={"Origin": "https://evil.example"}).status_code == 403
    assert staff.post("/staff/out").status_code == 403
    assert staff.get("/staff/").status_code == 200


def test_who_signs_out_is_out_wherever_the_cookie_is_kept(staff):
    cookie = staff.get_cookie(access_name := "handbill_staff")
    assert staff.post("/staff/out", headers=OURS).status_code == 303
    assert staff.get_cookie(access_name) is None
    staff.set_cookie(access_name, cookie.value)
    assert urlsplit(staff.get("/staff/").location).path == "/staff/in"


def test_a_tills_link_opens_no_staff_page_and_stays_good(client, sessions):
    now = datetime.now(UTC)
    with sessions.begin() as session:
        till = make.till(session, now=now)
        access.add_pass(session, "till-link", kind="link", till=till, expires_at=now + timedelta(hours=1), now=now)
    assert client.post("/staff/in/till-link", headers=OURS).status_code == 410
    assert client.get("/staff/").status_code == 303
    with sessions.read() as session:
        assert access.link_is_good(session, "till-link", now)


def test_a_tills_cookie_opens_no_staff_page(client, sessions):
    now = datetime.now(UTC)
    with sessions.begin() as session:
        till = make.till(session, now=now)
        access.add_pass(session, "of-a-till", kind="cookie", till=till, expires_at=now + timedelta(hours=1), now=now)
    for name in ("handbill_staff", "handbill_till"):
        client.set_cookie(name, "of-a-till")
    assert client.get("/staff/").status_code == 303
    assert client.get("/staff/campaigns/estate-25/placements.csv").status_code == 303


def test_links_cannot_be_tried_without_end(client):
    answers = [client.post(f"/staff/in/guess-{n}", headers=OURS).status_code for n in range(limits.SIGN_INS.size + 2)]
    assert answers[: limits.SIGN_INS.size] == [410] * limits.SIGN_INS.size
    assert answers[-1] == 429


@pytest.mark.parametrize(
    "path",
    [
        "/staff/",
        "/staff/campaigns/estate-25",
        "/staff/qr/estate-25/k7q2m.svg",
        "/staff/inks.css",
        "/staff/nowhere",
        "/staff/in/cut/short",
    ],
)
def test_strangers_are_sent_to_the_door(client, path):
    answer = client.get(path)
    assert (answer.status_code, urlsplit(answer.location).path) == (303, "/staff/in")
    assert "handbill staff add" in client.get("/staff/in").text


def test_a_campaign_that_nobody_scanned_says_what_to_do(staff):
    page = staff.get("/staff/").text
    assert "Estate 25" in page
    assert "Nobody has scanned it yet." in page
    assert "try it on your phone" in page
    assert "giulia@aurora.example" in page


def test_the_way_from_scan_to_till_is_counted(staff, sessions):
    scan(sessions, 40)
    scan(sessions, 9, robot=True)
    now = datetime.now(UTC)
    with sessions.begin() as session:
        for id in range(8):
            visits.add_visit(session, id, campaign=make.CAMPAIGN_ID, placement=make.PLACEMENT, language="it", now=now)
            visits.add_step(session, id, "telegram", "clicked", now)
            visits.add_step(session, id, "tiktok", "clicked", now)
            visits.pass_gate(session, id, now)
        person, other = make.subscriber(session), make.subscriber(session, number="+393331234343")
        left = visits.visit(session, 1)
        assert left is not None
        for each in (person, other):
            visits.join(session, left, each, first=True, now=now)
        make.consent(session, person, event="confirm")
        make.consent(session, person, event="grant")
        make.coupon(session, subscriber=person, spent_at=make.NOW)
        text = make.message(session, subscriber=person, state=make.State.DELIVERED, topic="coupon")
        make.message(session, subscriber=person, state=make.State.UNDELIVERED, topic="coupon")
        make.message(session, subscriber=other, state=make.State.UNDELIVERED, topic="coupon")
        make.message(session, subscriber=person, state=make.State.DELIVERED)  # the link to the preferences
        for kind in (Opener.PERSON, Opener.PREVIEW):
            clicks.add_clicks(session, [Click(text.id, 0, person, make.CAMPAIGN_ID, None, "coupon", kind, now)])
    page = staff.get("/staff/").text
    steps = dict(re.findall(r"<b>([^<]+)</b>.*?<span class=\"figure\">([\d,]+)</span>", page, re.DOTALL))
    assert steps == {
        "Scans": "40",
        "Follow opened": "8",
        "Gate passed": "8",
        "Numbers": "2",
        "Marketing yes": "1",
        "Texted": "2",
        "Delivered": "1",
        "Clicked": "1",
        "Redeemed": "1",
    }
    assert "one opening by a program" in page
    assert re.search(r"The coupon</span>.*?>1</td>.*?>1</td>.*?one preview", page, re.DOTALL)
    assert "9 robots apart" in page
    assert "one not delivered" in page
    assert "just now" in page
    assert "2.5%" in page


def test_a_poster_that_went_quiet_is_told_first(staff, sessions):
    for days_ago in range(3, 12):
        scan(sessions, 8, days_ago=days_ago)
    page = staff.get("/staff/").text
    assert "Shop window Via Roma went quiet." in page
    assert "It had about 8 scans a day" in page
    assert "silent 2 days" in page


def test_a_faulty_edit_is_listed_with_its_lines(staff, settings):
    file = settings.campaigns / f"{make.CAMPAIGN_ID}.toml"
    file.write_text(make.source().replace('"percent"', '"percnt"') + "unknown = 1\n")
    staff.application.extensions["handbill"].campaigns.refresh()
    page = staff.get("/staff/").text
    assert "Faulty edit" in page
    assert "Nothing was changed: the release of" in page
    assert "The file has 2 faults." in page
    assert re.search(r"<b>Line \d+</b>: .*?<mark>(&#34;)?percnt", page, re.DOTALL)
    assert "A quarter off" not in page


def test_a_new_file_with_faults_has_no_page_yet(staff, settings):
    (settings.campaigns / "winter.toml").write_text("name = 3\n")
    staff.application.extensions["handbill"].campaigns.refresh()
    assert "No page until it is mended" in staff.get("/staff/").text
    assert "It has no page until they are mended." in staff.get("/staff/campaigns/winter").text
    assert staff.get("/staff/campaigns/winter/placements.csv").status_code == 404


def test_a_file_that_is_gone_is_said_to_be(staff, settings):
    (settings.campaigns / f"{make.CAMPAIGN_ID}.toml").unlink()
    staff.application.extensions["handbill"].campaigns.refresh()
    assert "The file of this campaign is gone." in staff.get("/staff/").text


@pytest.fixture
def no_campaigns(settings) -> None:
    """A handbill that starts before its first campaign is written."""
    (settings.campaigns / f"{make.CAMPAIGN_ID}.toml").unlink()


def test_without_campaigns_the_page_says_how_to_write_one(no_campaigns, staff):
    assert "handbill new" in staff.get("/staff/").text


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
def test_a_print_file_leads_to_its_placement(staff, kind):
    file = staff.get(f"/staff/qr/{make.CAMPAIGN_ID}/{make.PLACEMENT}.{kind}")
    assert preflight.read_back(file.data, kind) == f"http://localhost/{make.PLACEMENT}"
    assert file.headers["Content-Disposition"] == f'attachment; filename="estate-25-k7q2m.{kind}"'


@pytest.mark.parametrize("path", ["/staff/nowhere", "/staff/campaigns/nobody", "/staff/qr/estate-25/zzzzz.svg"])
def test_what_is_not_there_is_said_in_words_for_staff(staff, path):
    answer = staff.get(path)
    assert answer.status_code == 404
    assert "Perhaps the campaign is gone" in answer.text
    assert 'href="/staff/"' in answer.text
    assert "Scan the sheet" not in answer.text


@pytest.mark.parametrize("path", ["nope/k7q2m.svg", "estate-25/zzzzz.svg", "estate-25/k7q2m.exe"])
def test_there_are_no_other_print_files(staff, path):
    assert staff.get(f"/staff/qr/{path}").status_code == 404


def rename(staff, settings, **changes) -> None:
    (settings.campaigns / f"{make.CAMPAIGN_ID}.toml").write_text(make.source(**changes))
    staff.application.extensions["handbill"].campaigns.refresh()


def test_the_table_can_be_taken_into_a_spreadsheet(staff, sessions, settings):
    spots = [
        {"id": "k7q2m", "name": '=HYPERLINK("http://evil.example")', "distance": "1.5 m", "piece": "+poster"},
        {"id": "n4t8x", "name": "@SUM(A1)", "distance": "25 cm"},
    ]
    rename(staff, settings, placements=spots)
    scan(sessions, 4)
    answer = staff.get("/staff/campaigns/estate-25/placements.csv?sort=scans")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][:8] == ["Id", "Placement", "Piece", "Distance", "Scans", "Numbers", "Redeemed", "% of scans"]
    assert rows[1][:7] == ["k7q2m", '\'=HYPERLINK("http://evil.example")', "'+poster", "1.5 m", "4", "0", "0"]
    assert rows[2][1] == "'@SUM(A1)"
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_figures_of_an_id_that_the_file_has_no_more_keep_their_name(staff, sessions, settings):
    rename(staff, settings, placements=[{"id": "n4t8x", "name": "Table tents", "distance": "25 cm"}])
    scan(sessions, 4)
    page = staff.get("/staff/").text
    assert "Placement k7q2m is gone, but it may be printed." in page
    assert '<span class="id">k7q2m</span> Shop window Via Roma</th>' in page
    assert page.count("no longer in the file") == 1
    assert "/staff/qr/estate-25/k7q2m.svg" not in page
    rows = list(csv.reader(io.StringIO(staff.get("/staff/campaigns/estate-25/placements.csv").text)))
    assert rows[2][:5] == ["k7q2m", "Shop window Via Roma", "no longer in the file", "", "4"]


def test_the_table_is_sorted_by_a_link_with_alarms_first(staff, sessions, settings):
    spots = [{"id": f"p{n}p{n}p", "name": f"Spot {n}", "distance": "25 cm"} for n in (2, 3, 4)]
    rename(staff, settings, placements=spots)
    for days_ago in range(3, 9):
        scan(sessions, 5, days_ago=days_ago, placement="p3p3p")
    scan(sessions, 9, placement="p4p4p")
    page = staff.get("/staff/?sort=scans").text
    assert re.findall(r"</span> Spot (\d)</th>", page.split('id="print"')[0]) == ["3", "4", "2"]
    assert 'aria-sort="descending"' in page


def test_many_placements_come_in_pages(staff, settings):
    letters = "23456789abcdefghjkmnp"
    spots = [
        {"id": f"xx{a}{b}", "name": f"Spot {a}{b}", "distance": "25 cm"} for a in letters[:6] for b in letters[:10]
    ]
    rename(staff, settings, placements=spots)
    assert "Page 1 of 2" in staff.get("/staff/").text
    assert "Page 2 of 2" in staff.get("/staff/?page=99").text


@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{1337*2}}"])
def test_a_campaign_file_cannot_become_markup(staff, settings, payload):
    rename(
        staff,
        settings,
        name=payload,
        brand={"name": payload},
        placements=[{"id": "k7q2m", "name": payload, "distance": "25 cm", "piece": payload}],
    )
    (settings.campaigns / "broken.toml").write_text(f"name = '{payload}'\n{payload}\n")
    staff.application.extensions["handbill"].campaigns.refresh()
    for path in ("/staff/", "/staff/campaigns/broken"):
        page = staff.get(path).text
        assert "<script" not in page
        assert "<img" not in page
        assert "2674" not in page


def test_pages_for_staff_keep_to_a_strict_policy(staff, sessions):
    scan(sessions, 4)
    answer = staff.get("/staff/")
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", answer.text)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # a policy and a width hang on no database
def test_the_dashboard_in_a_browser_breaks_no_policy(server, page):
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(server.address("Staff"))
    page.click("button")
    page.wait_for_selector("h1")
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.goto(f"{server.base_url}/phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert [each for each in said if "Content Security Policy" in each] == []
