import pytest

from app.rules.gate import Evidence, asked, is_open
from tests import make

TELEGRAM = {"platform": "telegram", "account": "gelateria_aurora"}
TIKTOK = {"platform": "tiktok", "account": "gelateria.aurora"}
INSTAGRAM = {"platform": "instagram", "account": "gelateria.aurora"}
VK = {"platform": "vk", "account": "gelateria_aurora"}


def campaign(*steps, need="any", alternative=True):
    return make.campaign(follow={"need": need, "alternative": alternative, "steps": list(steps)})


def test_an_invitation_holds_nobody_up():
    both = campaign(TELEGRAM, INSTAGRAM)
    assert [step.platform for step in asked(both)] == ["telegram"]
    assert is_open(campaign(TELEGRAM, need="none"), {}, without=False)


@pytest.mark.parametrize(("need", "opened"), [("any", True), ("all", False)])
def test_one_look_opens_the_gate_if_one_is_enough(need, opened):
    two = campaign(TELEGRAM, TIKTOK, need=need)
    assert not is_open(two, {}, without=False)
    assert is_open(two, {"tiktok": Evidence.CLICKED}, without=False) is opened
    assert is_open(two, {"tiktok": Evidence.CLICKED, "telegram": Evidence.CLAIMED}, without=False)


def test_people_without_an_account_go_on_where_the_campaign_lets_them():
    assert is_open(campaign(VK), {}, without=True)
    assert not is_open(campaign(VK, alternative=False), {}, without=True)


@pytest.mark.parametrize(
    ("evidence", "opened"),
    [
        (Evidence.CLAIMED, False),
        (Evidence.CLICKED, False),
        (Evidence.UNCHECKED, True),
        (Evidence.ASKED, True),
        (Evidence.VERIFIED, True),
    ],
)
def test_a_verified_step_takes_the_networks_word_and_not_the_visitors(evidence, opened):
    """A network that cannot be asked, or has yet to accept a request, must not punish the visitor."""
    verified = campaign({**VK, "mode": "verify"})
    assert is_open(verified, {"vk": evidence}, without=False) is opened
