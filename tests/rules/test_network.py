from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.network import MODES, NETWORKS, BadAccount

LINKS = {
    "telegram": ("gelateria_aurora", "https://t.me/gelateria_aurora"),
    "vk": ("gelateria_aurora", "https://vk.com/gelateria_aurora"),
    "discord": ("secondquest", "https://discord.gg/secondquest"),
    "mastodon": ("aurora@mastodon.example", "https://mastodon.example/@aurora"),
    "bluesky": ("aurora.bsky.social", "https://bsky.app/profile/aurora.bsky.social"),
    "line": ("aurora", "https://line.me/R/ti/p/%40aurora"),
    "twitch": ("secondquest", "https://www.twitch.tv/secondquest"),
    "x": ("gelateriaaurora", "https://x.com/intent/follow?screen_name=gelateriaaurora"),
    "tiktok": ("gelateria.aurora", "https://www.tiktok.com/@gelateria.aurora"),
    "snapchat": ("aurora-gelato", "https://www.snapchat.com/add/aurora-gelato"),
    "whatsapp": ("0029VaLd7n4Brz9Kx2Tq5W", "https://whatsapp.com/channel/0029VaLd7n4Brz9Kx2Tq5W"),
    "facebook": ("gelateriaaurora", "https://www.facebook.com/gelateriaaurora"),
    "instagram": ("gelateria.aurora", "https://www.instagram.com/gelateria.aurora/"),
    "threads": ("gelateria.aurora", "https://www.threads.net/intent/follow?username=gelateria.aurora"),
    "youtube": ("gelatería", "https://www.youtube.com/@gelater%C3%ADa"),
    "spotify": ("4Z8W4fKeB5YxbusRsdQVPb", "https://open.spotify.com/artist/4Z8W4fKeB5YxbusRsdQVPb"),
    "pinterest": ("gelateriaaurora", "https://www.pinterest.com/gelateriaaurora/"),
    "github": ("gelateria-aurora", "https://github.com/gelateria-aurora"),
    "reddit": ("gelato", "https://www.reddit.com/r/gelato/"),
    "linkedin": ("gelateria-aurora", "https://www.linkedin.com/company/gelateria-aurora/"),
}
ASKING = {"telegram", "vk", "discord", "mastodon", "bluesky", "line", "twitch", "x", "tiktok", "snapchat", "whatsapp"}
HOSTILE = [
    "",
    "@",
    "a b",
    "//evil.example",
    "../../x",
    "x?next=//evil",
    "x#y",
    "a/b/c",
    "x\ny",
    "é/..",
    "https://t.me/x",
]


@pytest.mark.parametrize(("key", "account", "link"), [(key, *pair) for key, pair in LINKS.items()])
def test_every_network_has_a_link_of_its_own(key, account, link):
    network = NETWORKS[key]
    assert network.follow_url(account) == link
    assert network.follow_host(account) == urlsplit(link).hostname
    assert network.hosts in ((network.follow_host(account),), ())


def test_there_are_twenty_and_each_names_a_policy():
    assert NETWORKS.keys() == LINKS.keys()
    assert all(network.policy.split() and "\n" not in network.policy for network in NETWORKS.values())
    assert [key for key, network in NETWORKS.items() if not network.hosts] == ["mastodon"]


@pytest.mark.rule("SOC-1")
def test_a_benefit_may_depend_on_these_and_no_others():
    assert {key for key, network in NETWORKS.items() if network.tie_allowed} == ASKING


def test_only_where_the_rules_say_so_may_people_without_an_account_be_left_out():
    assert [key for key, network in NETWORKS.items() if network.alternative_may_close] == ["vk"]


@pytest.mark.rule("SOC-1")
@pytest.mark.parametrize("network", NETWORKS.values(), ids=lambda network: network.key)
def test_a_mode_can_be_lowered_and_not_raised(network):
    allowed = [mode for mode in MODES if network.allows(mode)]
    assert allowed == list(MODES[: MODES.index(network.mode) + 1])
    assert network.default != "verify"


@pytest.mark.parametrize("network", NETWORKS.values(), ids=lambda network: network.key)
@pytest.mark.parametrize("account", HOSTILE)
def test_what_is_no_account_makes_no_link(network, account):
    with pytest.raises(BadAccount, match=network.name):
        network.follow_url(account)


@pytest.mark.parametrize("network", [network for network in NETWORKS.values() if network.key != "mastodon"])
@given(account=st.text(max_size=40))
def test_no_account_leads_away_from_its_network(network, account):
    try:
        link = network.follow_url(account)
    except BadAccount:
        return
    assert link.isascii()
    assert urlsplit(link).scheme == "https"
    assert (urlsplit(link).hostname,) == network.hosts
    assert account.strip().removeprefix("@").rpartition("/")[2] in unquote(link)


@pytest.mark.parametrize("network", NETWORKS.values(), ids=lambda network: network.key)
def test_the_example_in_the_message_is_right(network):
    assert network.follow_url(network.example.partition(",")[0])


def test_an_at_sign_before_the_account_does_no_harm():
    assert NETWORKS["tiktok"].follow_url(" @gelateria.aurora ") == LINKS["tiktok"][1]


def test_a_private_channel_keeps_its_plus():
    assert NETWORKS["telegram"].follow_url("+AbCd1234efgh") == "https://t.me/+AbCd1234efgh"


@pytest.mark.parametrize("server", ["localhost", "10.0.0.1", "[::1]", "mastodon.example:8443", "user:pw@x.example"])
def test_a_mastodon_server_is_a_public_name(server):
    with pytest.raises(BadAccount):
        NETWORKS["mastodon"].follow_url(f"aurora@{server}")
