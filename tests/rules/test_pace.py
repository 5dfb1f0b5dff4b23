import pytest

from app.rules.pace import BadPaces, pace_of, read_paces


def test_a_pace_holds_for_each_sender_or_for_one():
    paces = read_paces("twilio 10, twilio +12025550100 1,vonage Gelateria Aurora 0.5")
    assert pace_of(paces, "twilio", "+12025550100") == 1
    assert pace_of(paces, "twilio", "AURORA") == 10
    assert pace_of(paces, "vonage", "Gelateria Aurora") == 0.5
    assert pace_of(paces, "vonage", "AURORA") is None
    assert read_paces(" ") == {}


@pytest.mark.parametrize("written", ["twilio", "10", "twilio 0", "twilio -1", "twilio 1e9", "Twilio 10", "twilio ten"])
def test_what_is_no_pace_is_said(written):
    with pytest.raises(BadPaces, match="is no pace"):
        read_paces(written)
