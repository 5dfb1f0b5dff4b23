"""One number's data for its owner: all of it, in plain keys, as a program can read it."""

import json
import time

import pytest

from app.actions.export import export
from app.rules.coupon import write_code
from app.rules.message import State
from app.rules.preference import Preference
from app.store import incoming, preferences, subscribers, suppressions, words
from app.store.visits import Visit, add_step, add_visit, join
from tests import make

SAYS = words.load()


@pytest.fixture
def told(session, now):
    """The export of somebody of whom there is one of each kind of data."""
    id = make.subscriber(session)
    campaign = make.campaign()
    make.release(session, campaign, SAYS)
    make.consent(session, id, event="grant", words=a_digest(session))
    make.message(session, subscriber=id, text="Il tuo codice: 2VPY-7FYV-3784", state=State.DELIVERED)
    coupon = make.coupon(session, subscriber=id)
    suppressions.suppress(session, id, make.BRAND, reason="STOP by text", now=now)
    preferences.choose(session, id, make.BRAND, Preference(2, frozenset({"news"}), frozenset(), None), now)
    add_visit(session, 11, campaign=campaign.id, placement=make.PLACEMENT, language="it", now=now)
    add_step(session, 11, "telegram", "clicked", now)
    join(session, Visit(11, campaign.id, make.PLACEMENT, "it", False, None, {}), id, first=True, now=now)
    said = {"gateway": "phone", "vendor_reference": "in-1", "sender": make.BRAND, "meaning": "unclear"}
    incoming.add_inbound(session, subscriber=id, text="Ciao", campaign=None, at=now, **said)
    person = subscribers.subscriber(session, id)
    return export(session, person, {campaign.id: campaign}, make.means(SAYS)), write_code(coupon.serial, make.KEYS)


def a_digest(session):
    return session.run(make.Sql("SELECT digest FROM words WHERE language = 'it' ORDER BY digest")).fetchone()[0]


@pytest.mark.rule("EU-DSAR-1", "EU-GDPR-7-1")
def test_all_that_is_known_is_told_to_its_owner(told, now):
    data, code = told
    assert json.loads(json.dumps(data)) == data
    assert (data["number"], data["language"], data["known_since"]) == (make.NUMBER, "it", now.isoformat())
    agreed = data["consents"][0]
    assert agreed["words"]
    assert len(agreed["words_sha256"]) == len(agreed["seal"]) == 64
    assert agreed["evidence"] == {"address": "127.0.0.1"}
    assert agreed["placement_name"] == "Shop window Via Roma"
    assert data["suppressions"][0]["reason"] == "STOP by text"
    assert (data["preferences"][0]["monthly"], data["preferences"][0]["topics_off"]) == (2, ["news"])
    assert (data["messages"][0]["text"], data["messages"][0]["state"]) == ("Il tuo codice: 2VPY-7FYV-3784", "delivered")
    assert data["inbound"][0]["text"] == "Ciao"
    assert (data["coupons"][0]["code"], data["coupons"][0]["state"]) == (code, "issued")
    assert data["visits"][0]["steps"][0]["evidence"] == "clicked"


@pytest.mark.rule("EU-GDPR-7-1")
def test_an_export_takes_far_less_than_a_minute(session):
    id = make.subscriber(session)
    for _ in range(300):
        make.consent(session, id)
        make.message(session, subscriber=id)
    began = time.monotonic()
    data = export(session, subscribers.subscriber(session, id), {}, make.means(SAYS))
    assert time.monotonic() - began < 10
    assert (len(data["consents"]), len(data["messages"])) == (300, 300)
