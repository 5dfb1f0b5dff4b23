"""The social networks a gate may name: what their rules let a coupon depend on, and how to get there.

Modes, links and policies are those of the networks' own pages, read in 2026; where a page is silent the
stricter reading is taken. A campaign file may lower a mode, never raise it:

    verify   the network may be asked whether this person follows
    attest   opened and came back; a visit, never called a follow
    invite   shown beside the coupon, which comes either way
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal
from urllib.parse import quote, urlsplit

Mode = Literal["verify", "attest", "invite"]
MODES: tuple[Mode, ...] = ("invite", "attest", "verify")  # from the least to the most that is asked


class BadAccount(ValueError):
    """The text cannot be an account on this network; the message shows what one looks like."""


@dataclass(frozen=True)
class Network:
    """One network. `mode` is the most it allows, `policy` the one line that says so.

    `alternative_may_close`: its rules clearly accept a follow as a condition, so that people without an
    account may be left out; False where they forbid it or are silent.
    """

    key: str
    name: str
    mode: Mode
    policy: str
    link: str
    form: str
    example: str
    alternative_may_close: bool = False

    @property
    def tie_allowed(self) -> bool:
        """Whether a benefit may depend on anything done there."""
        return self.mode != "invite"

    @property
    def default(self) -> Mode:
        """The mode of a step that names none: verify is only for campaigns that ask for it."""
        return "attest" if self.mode == "verify" else self.mode

    @property
    def hosts(self) -> tuple[str, ...]:
        """Where its links lead, for form-action; empty for Mastodon, whose host is in the account."""
        host = urlsplit(self.link).hostname or ""
        return () if "{" in host else (host,)

    def allows(self, mode: Mode) -> bool:
        """Whether a step may have this mode here."""
        return MODES.index(mode) <= MODES.index(self.mode)

    def follow_url(self, account: str) -> str:
        """The https link that opens the account, or its follow dialogue; percent-encoded.

        The account as a campaign file has it, with or without the @ before it. Raises BadAccount.
        """
        found = re.fullmatch(self.form, account.strip().removeprefix("@"))
        if found is None:
            raise BadAccount(f"on {self.name} an account looks like {self.example}")
        parts = found.groupdict(default="artist")  # only Spotify leaves one out
        return self.link.format(**{name: quote(part, safe="+:") for name, part in parts.items()})

    def follow_host(self, account: str) -> str:
        """The host of follow_url, for form-action. Raises BadAccount."""
        return urlsplit(self.follow_url(account)).hostname or ""


_META = "Meta Community Standards, Spam: nothing of value for likes, shares or follows"
_WORD = r"(?P<account>[A-Za-z0-9_]{%d,%d})"
_DOTTED = r"(?P<account>(?!\.)[A-Za-z0-9_.]{%d,%d}(?<!\.))"
_HOST = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"

_ROWS = (
    Network(
        "telegram", "Telegram", "verify",
        "Telegram Terms of Service: nothing said about rewarding a subscription",
        "https://t.me/{account}",
        r"(?P<account>[A-Za-z][A-Za-z0-9_]{3,31}|\+[A-Za-z0-9_-]{8,64})", "gelateria_aurora",
    ),
    Network(
        "vk", "VK", "verify",
        "VK community rules: a contest may require the subscription",
        "https://vk.com/{account}", _DOTTED % (2, 32), "gelateria_aurora",
        alternative_may_close=True,
    ),
    Network(
        "discord", "Discord", "verify",
        "Discord Community Guidelines 13 to 16: joining may be asked, inviting others never rewarded",
        "https://discord.gg/{account}", r"(?P<account>[A-Za-z0-9-]{2,32})", "secondquest, an invite that never expires",
    ),
    Network(
        "mastodon", "Mastodon", "verify",
        "Mastodon: no rule over all servers; the account's own server may have one",
        "https://{host}/@{account}", rf"(?P<account>[A-Za-z0-9_]{{1,30}})@(?P<host>{_HOST})", "aurora@mastodon.example",
    ),
    Network(
        "bluesky", "Bluesky", "verify",
        "Bluesky Community Guidelines, Trust & Transparency 3: no artificial follower counts",
        "https://bsky.app/profile/{account}",
        rf"(?P<account>{_HOST}|did:plc:[a-z2-7]{{24}})", "aurora.bsky.social",
    ),
    Network(
        "line", "LINE", "verify",
        "LINE Official Account Guidelines: no ban on a benefit for adding a friend",
        "https://line.me/R/ti/p/%40{account}", r"(?P<account>[a-z0-9._-]{2,20})", "aurora",
    ),
    Network(
        "twitch", "Twitch", "verify",
        "Twitch Community Guidelines, Spam: follow counts must not be inflated",
        "https://www.twitch.tv/{account}", _WORD % (3, 25), "secondquest",
    ),
    Network(
        "x", "X", "attest",
        "X Developer Policy, Pay to engage: nothing that uses the API may reward a follow",
        "https://x.com/intent/follow?screen_name={account}", _WORD % (1, 15), "gelateriaaurora",
    ),
    Network(
        "tiktok", "TikTok", "attest",
        "TikTok Community Guidelines, Fake Engagement: no trade in follows, a visit may be asked",
        "https://www.tiktok.com/@{account}", _DOTTED % (2, 24), "gelateria.aurora",
    ),
    Network(
        "snapchat", "Snapchat", "attest",
        "Snap Promotions Rules: promotions allowed, adding an account not named",
        "https://www.snapchat.com/add/{account}", r"(?P<account>[A-Za-z][A-Za-z0-9._-]{2,14})", "aurora-gelato",
    ),
    Network(
        "whatsapp", "WhatsApp", "attest",
        "WhatsApp Channels Guidelines: nothing said about rewarding a follow",
        "https://whatsapp.com/channel/{account}", r"(?P<account>[A-Za-z0-9]{16,40})", "0029Va4K2lRDeON0t7bW3n1x",
    ),
    Network(
        "facebook", "Facebook", "invite", _META,
        "https://www.facebook.com/{account}", r"(?P<account>(?!\.)[A-Za-z0-9.-]{2,75}(?<!\.))", "gelateriaaurora",
    ),
    Network(
        "instagram", "Instagram", "invite", _META,
        "https://www.instagram.com/{account}/", _DOTTED % (1, 30), "gelateria.aurora",
    ),
    Network(
        "threads", "Threads", "invite", _META,
        "https://www.threads.net/intent/follow?username={account}", _DOTTED % (1, 30), "gelateria.aurora",
    ),
    Network(
        "youtube", "YouTube", "invite",
        "YouTube Terms of Service, Permissions and Restrictions 6: no incentive for subscribers",
        "https://www.youtube.com/@{account}", r"(?P<account>(?!\.)[\w.·-]{3,30}(?<!\.))", "gelateriaaurora",
    ),
    Network(
        "spotify", "Spotify", "invite",
        "Spotify User Guidelines 8: follow counts must not be raised for compensation",
        "https://open.spotify.com/{kind}/{account}",
        r"(?:(?P<kind>artist|playlist|show)/)?(?P<account>[A-Za-z0-9]{22})", "playlist/37i9dQZF1DXcBWIGoYBM5M",
    ),
    Network(
        "pinterest", "Pinterest", "invite",
        "Pinterest Developer Guidelines: no incentive for engagement",
        "https://www.pinterest.com/{account}/", _WORD % (3, 30), "gelateriaaurora",
    ),
    Network(
        "github", "GitHub", "invite",
        "GitHub Acceptable Use Policies 4: no activity for rewards",
        "https://github.com/{account}", r"(?P<account>[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38})", "gelateria-aurora",
    ),
    Network(
        "reddit", "Reddit", "invite",
        "Reddit Developer Terms 4.2: users must not be incentivized",
        "https://www.reddit.com/r/{account}/", r"(?:r/)?(?P<account>[A-Za-z0-9_]{2,21})", "gelato",
    ),
    Network(
        "linkedin", "LinkedIn", "invite",
        "LinkedIn Professional Community Policies: no contests or giveaways, no bought engagement",
        "https://www.linkedin.com/company/{account}/", r"(?P<account>[\w-]{1,100})", "gelateria-aurora",
    ),
)  # fmt: skip

NETWORKS: Mapping[str, Network] = MappingProxyType({network.key: network for network in _ROWS})
