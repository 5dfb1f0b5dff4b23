"""The public keys that a till takes along for when its line is down."""

from base64 import urlsafe_b64decode
from datetime import UTC, datetime, timedelta

from app.rules import offline_seal
from app.rules.seal_facts import mark
from app.store import access
from app.web.access import TILL_COOKIE
from tests import make
from tests.conftest import KEYS


def test_a_till_gets_every_key_that_coupons_are_good_by_and_no_secret(client, sessions):
    now = datetime.now(UTC)
    with sessions.begin() as session:
        till = make.till(session)
        access.add_pass(session, "cookie", kind="cookie", till=till, expires_at=now + timedelta(days=1), now=now)
    client.set_cookie(TILL_COOKIE, "cookie")
    answer = client.get("/till/keys.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/jwk-set+json")
    assert answer.headers["Cache-Control"] == "no-store"
    told = answer.get_json(force=True)
    assert [{**key, "x": urlsafe_b64decode(key["x"] + "=")} for key in told["keys"]] == [
        {"kty": "OKP", "crv": "Ed25519", "use": "sig", "x": key} for key in offline_seal.public_keys(KEYS)
    ]
    assert told["campaigns"] == {mark(make.CAMPAIGN_ID): make.CAMPAIGN_ID}


def test_whoever_is_no_till_is_led_to_the_entrance(client, sessions):
    with sessions.begin() as session:
        make.till(session)
    answer = client.get("/till/keys.json")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/till/in")
