import json
from datetime import UTC, datetime, timedelta

import pytest

from app.store import heartbeats
from tests import make, signing
from tests.serving import call


def examined(settings, **environ):
    told = call(settings, "doctor", "--json", **environ)
    return told.exit_code, {row["what"]: (row["severity"], row["says"]) for row in json.loads(told.stdout)}


def test_a_healthy_installation_is_told_so(settings, sessions):
    with sessions.begin() as session:
        heartbeats.beat(session, "worker", datetime.now(UTC))
    code, found = examined(settings)
    assert code == 0
    assert {what for what, (severity, _) in found.items() if severity == "good"} >= {
        "database",
        "clock",
        "worker",
        "outbox",
    }


def test_a_worker_that_went_silent_is_an_error(settings, sessions):
    with sessions.begin() as session:
        heartbeats.beat(session, "worker", datetime.now(UTC) - timedelta(minutes=5))
        make.message(session, queued_at=datetime.now(UTC) - timedelta(minutes=5))
    code, found = examined(settings)
    assert code == 1
    assert found["worker"][0] == "error"
    assert found["outbox"][1].startswith("waiting: 1, the oldest since ")


def test_a_database_of_another_release_is_an_error(settings, empty_database):
    code, found = examined(settings, HANDBILL_DATABASE_URL=empty_database)
    assert code == 1
    assert "handbill migrate" in found["database"][1]


def test_a_database_that_is_away_is_an_error(settings, tmp_path):
    code, found = examined(settings, HANDBILL_DATABASE_URL=f"sqlite:///{tmp_path}/nowhere/handbill.db")
    assert code == 1
    assert "not to be had" in found["database"][1]


def test_a_faulty_campaign_is_an_error(settings):
    (settings.campaigns / "estate-25.toml").write_text(make.source(offer={"value": 250}))
    code, found = examined(settings)
    assert code == 1
    assert found["estate-25"][1].endswith("next: handbill check estate-25")


def test_a_person_reads_it_line_by_line(settings):
    told = call(settings, "doctor")
    assert "  ✓ database   " in told.stdout
    assert "  ! base URL   http://localhost opens on this machine only" in told.stdout


def test_rules_that_the_operator_changed_are_told_with_their_reasons(settings, tmp_path):
    file = tmp_path / "law.toml"
    file.write_text('[ALL.a_day]\nmost = 3\nreason = "our lawyer"\n')
    _, found = examined(settings, HANDBILL_LAW=str(file))
    assert found["law"] == ("good", "1 of its rules changed here")
    assert found["ALL.a_day"] == ("good", "3 instead of 2 (our lawyer)")


def test_a_change_that_the_law_does_not_let_through_is_an_error(settings, tmp_path):
    file = tmp_path / "law.toml"
    file.write_text('[US.hours]\nopen = { "Mon-Sun" = "06:00-23:00" }\nholidays = true\nreason = "quicker"\n')
    code, found = examined(settings, HANDBILL_LAW=str(file))
    assert code == 1
    assert found["law"][0] == "error"
    assert "US-TCPA-QH-1" in found["law"][1]


def test_rules_that_nobody_has_read_for_long_are_a_warning(settings, monkeypatch):
    monkeypatch.setattr("app.cli.doctor.now", lambda: datetime(2028, 1, 1, tzinfo=UTC))
    _, found = examined(settings)
    assert found["law"][0] == "warning"
    assert found["law"][1].startswith("last read over 180 days ago: ALL, EU, US")


def test_the_ledger_is_counted_and_found_whole(settings, sessions):
    with sessions.begin() as session:
        make.consent(session, make.subscriber(session))
    _, found = examined(settings)
    assert found["ledger"] == ("good", "1 entries of 1 persons as they were written")


@pytest.mark.rule("EU-GDPR-7-1", "US-REC-1")
def test_a_ledger_that_other_hands_changed_is_an_error(settings, sessions, database):
    with sessions.begin() as session:
        person = make.subscriber(session)
        make.consent(session, person, event="request")
    with sessions.engine.begin() as connection:
        if database == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER consents_refuse_update")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql("UPDATE consents SET event = 'grant'")
    told = call(settings, "doctor")
    assert told.exit_code == 1
    said = " ".join(told.stdout.split())
    assert f"those of subscriber {person} are not as they were written: entry 1 is not as it was written" in said
    assert "restore these rows from a backup" in said


def test_what_a_sender_lacks_is_told_country_by_country(settings):
    sender = {"from": "+12025550123", "records": {"tcr_brand_id": "B1"}}
    (settings.campaigns / "estate-25.toml").write_text(make.source(countries=["US", "IT", "SM"], senders=[sender]))
    code, found = examined(settings)
    assert code == 0, "nobody is contacted by the simulated phone"
    assert found["estate-25 US"][0] == "warning"
    assert found["estate-25 IT"] == ("good", "+12025550123 sends to IT, SM")


def test_with_a_real_gateway_what_a_sender_lacks_is_an_error(settings):
    sender = {"from": "+12025550123", "records": {"tcr_brand_id": "B1"}}
    (settings.campaigns / "estate-25.toml").write_text(make.source(countries=["US"], senders=[sender]))
    code, found = examined(settings, HANDBILL_GATEWAY="recording")
    assert code == 1
    assert found["estate-25 US"][0] in {"error", "warning"}
    told = call(settings, "doctor", HANDBILL_GATEWAY="recording").stdout
    assert "✗ estate-25 US +12025550123: texts to US numbers need tcr_campaign_id" in told
    assert "! estate-25 US +12025550123: for US there should be tx_registration or tx_exemption_reason" in told


def test_a_setting_that_no_gateway_has_is_an_error(settings):
    code, found = examined(settings, HANDBILL_GATEWAY_FALBACK="android")
    assert code == 1
    assert found["gateway"][0] == "error"
    assert "Did you mean HANDBILL_GATEWAY_FALLBACK?" in found["gateway"][1]


def test_a_registration_is_told_of_before_it_ends(settings):
    sender = {"from": "+393399900000", "until": (datetime.now(UTC) + timedelta(days=30)).date().isoformat()}
    (settings.campaigns / "estate-25.toml").write_text(make.source(senders=[sender]))
    _, found = examined(settings)
    assert found["estate-25 DE"][0] == "warning"
    assert "its registration ends on" in found["estate-25 DE"][1]


def test_wallets_are_off_until_their_keys_are_set(settings):
    _, found = examined(settings)
    assert found["wallets"] == ("good", "off: coupons have no button for Apple or Google Wallet")


def test_wallets_that_are_set_up_say_until_when(settings, tmp_path):
    _, found = examined(settings, **signing.apple(tmp_path), **signing.google(tmp_path))
    severity, says = found["Apple Wallet"]
    assert (severity, says.startswith("pass.example.aurora, its certificates are good until 20")) == ("good", True)
    assert found["Google Wallet"] == ("good", f"issuer {signing.ISSUER}, signed by {signing.ACCOUNT}")


def test_a_certificate_that_ends_within_a_month_is_a_warning(settings, tmp_path):
    soon = datetime.now(UTC) + timedelta(days=20)
    signer = signing.issue("Pass", signing.wwdr(), pass_type=signing.PASS_TYPE, ends=soon)
    _, found = examined(settings, **signing.apple(tmp_path, signer))
    assert found["Apple Wallet"][0] == "warning"
    assert found["Apple Wallet"][1].endswith(f"{soon:%Y-%m-%d}")


def test_a_wallet_that_is_half_set_is_an_error_that_names_what_is_missing(settings, tmp_path):
    code, found = examined(settings, **signing.apple(tmp_path, team=""), HANDBILL_GOOGLE_ISSUER="33")
    assert code == 1
    assert found["Apple Wallet"][0] == found["Google Wallet"][0] == "error"
    assert found["Apple Wallet"][1].startswith("no button on coupons: HANDBILL_APPLE_TEAM: not set")
    assert "HANDBILL_GOOGLE_ACCOUNT: not set" in found["Google Wallet"][1]


def test_the_ceilings_are_named_and_one_of_money_that_no_price_counts_is_a_warning(settings):
    _, found = examined(settings, HANDBILL_CEILINGS="IT 2000 an hour")
    assert found["ceilings"][0] == "good"
    assert "IT 2000 an hour" in found["ceilings"][1]
    _, found = examined(settings, HANDBILL_CEILINGS="money 200 EUR a day")
    assert found["ceilings"] == ("warning", "money in EUR is not counted: HANDBILL_PRICES has no price in it")
