"""Settings: what an operator may decide, read once from the environment or a `.env` file.

Every name starts with HANDBILL_. docs/settings.md is held against NAMES by a test.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

from app.keys import KeyFile
from app.rules.ceiling import STANDARD, BadCeilings, Ceilings, read_ceilings
from app.rules.message import Kind
from app.rules.pace import BadPaces, Paces, read_paces
from app.rules.route import BadRoutes, Routes, chain, read_routes

NAMES = {
    "HANDBILL_DATA": "folder for the database, keys and generated files; ./instance",
    "HANDBILL_DATABASE_URL": "SQLAlchemy URL, sqlite:///… or postgresql+psycopg://…; SQLite in the data folder",
    "HANDBILL_ENGINE": "how workers hear of texts: embedded, procrastinate or celery (docs/deployment.md); embedded",
    "HANDBILL_BROKER_URL": "the broker of HANDBILL_ENGINE=celery, such as redis://localhost or amqp://localhost; none",
    "HANDBILL_CAMPAIGNS": "folder of campaign files; ./campaigns",
    "HANDBILL_LAW": "a TOML file of rules that you know better than docs/jurisdictions.md, with reasons; none",
    "HANDBILL_BASE_URL": "what is printed and linked, never taken from a request; http://127.0.0.1:8000",
    "HANDBILL_SECRET_KEYS": "comma-separated, oldest first, the last signs, or @FILE; made once, in the data folder",
    "HANDBILL_GATEWAY": "default message gateway; phone, the simulated one",
    "HANDBILL_GATEWAY_FALLBACK": "gateway tried when the first is down; none",
    "HANDBILL_ROUTES": "gateways by country, with shares: IT vonage 70 twilio 30, US twilio, * vonage; the two above",
    "HANDBILL_PACES": "parts a second by gateway, or by one sender: twilio 10, twilio +12025550100 1; no limit",
    "HANDBILL_UNKNOWN": "classes sent once more if nobody can say whether they left; proof, service, confirmation",
    "HANDBILL_LIMITS": "on, or off for load tests (only with the simulated phone and a loopback base URL); on",
    "HANDBILL_CEILINGS": "what pages may cause: texts 20000 an hour, money 200 EUR a day, IT 2000 an hour; no money",
    "HANDBILL_API_A_MINUTE": "requests that one till's token may make in a minute, in each web process; 600",
    "HANDBILL_MOST_A_DAY": "messages nobody asked for that one number may get in 24 hours, of all brands; 3",
    "HANDBILL_PRICES": "what a part of a text costs, by country: IT 0.0450 EUR, US 0.0083 USD; none is known",
    "HANDBILL_TRIAL_NUMBERS": "comma-separated numbers with + that alone get texts; unset, everybody does",
    "HANDBILL_ALLOW_INSECURE": "1 lets handbill start where it would refuse; unset",
    "HANDBILL_PROXIES": "how many proxies in front of handbill set X-Forwarded-For; 0",
    "HANDBILL_SCANS": "batched, or durable to commit each scan or click before its answer; batched",
    "HANDBILL_METRICS_TOKEN": "bearer token that reads /metrics; unset, only this machine may",
    "HANDBILL_APPLE_CERTIFICATE": "file of the certificate that signs for Apple Wallet, PEM or DER; none",
    "HANDBILL_APPLE_KEY": "file of its private key; none",
    "HANDBILL_APPLE_PASSPHRASE": "what opens that key; unset, it is open",
    "HANDBILL_APPLE_WWDR": "file of Apple's intermediate certificate that made it out; none",
    "HANDBILL_APPLE_PASS_TYPE": "pass type identifier, pass.example.coupons; none",
    "HANDBILL_APPLE_TEAM": "team identifier of the Apple developer account; none",
    "HANDBILL_GOOGLE_ISSUER": "number of the issuer at Google Wallet; none",
    "HANDBILL_GOOGLE_ACCOUNT": "JSON key file of the service account that signs for it; none",
    "HANDBILL_WEB_PROCESSES": "web processes that `handbill run` and `handbill web` start; 2",
}

OF_GATEWAYS = "HANDBILL_GATEWAY_"  # before the gateway's name; app/means.py holds them against its gateways
OF_WALLETS = "HANDBILL_APPLE_", "HANDBILL_GOOGLE_"  # app/wallets says which belong together
SENT_AGAIN = frozenset({Kind.PROOF, Kind.SERVICE, Kind.CONFIRMATION})  # a second one harms nobody, a lost one does
SHORTEST_KEY = 16  # characters; a made one has 43


class BadSettings(ValueError):
    """A setting that handbill cannot run with; the message says which one and what to do."""


@dataclass(frozen=True)
class Settings:
    """Everything an operator decided; secret_keys are oldest first and never printed.

    base_url_chosen is False where base_url is only the default; wallets holds those OF_WALLETS that are set, by name.
    """

    data: Path
    database_url: str
    campaigns: Path
    base_url: str
    secret_keys: Sequence[str] = field(repr=False)
    gateway: str = "phone"
    gateway_fallback: str | None = None
    own_routes: Routes = field(default_factory=dict)
    paces: Paces = field(default_factory=dict)
    sent_again: frozenset[Kind] = SENT_AGAIN
    limits: bool = True
    ceilings: Ceilings = STANDARD
    api_a_minute: int = 600
    most_a_day: int = 3
    prices: Mapping[str, tuple[Decimal, str]] = field(default_factory=dict)
    trial: frozenset[str] = field(default=frozenset(), repr=False)
    allow_insecure: bool = False
    proxies: int = 0
    durable_scans: bool = False
    web_processes: int = 2
    metrics_token: str | None = field(default=None, repr=False)
    base_url_chosen: bool = True
    law: Path | None = None
    engine: str = "embedded"
    broker_url: str | None = field(default=None, repr=False)
    wallets: Mapping[str, str] = field(default_factory=dict, repr=False)
    of_gateways: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def host(self) -> str:
        """Host, and port where it is not the scheme's own, that requests must name."""
        return urlsplit(self.base_url).netloc

    @property
    def loopback(self) -> bool:
        """Whether the base URL leads to this very machine."""
        return is_loopback(urlsplit(self.base_url).hostname or "")

    @property
    def private(self) -> bool:
        """Whether the base URL leads to this machine or its network alone: nothing to print on paper."""
        return _is_private(urlsplit(self.base_url).hostname or "")

    @property
    def shielded(self) -> bool:
        """Whether the shield holds texts back: with the simulated phone, which bills nobody, if ceilings are set."""
        return self.limits and not (self.simulated and self.ceilings == STANDARD)

    @property
    def simulated(self) -> bool:
        """Whether texts go to the simulated phone alone, so that nobody is contacted."""
        return set(self.gateways) == {"phone"}

    @property
    def routes(self) -> Routes:
        """The gateways by country: as the operator wrote them, or one for all and one for when that is down."""
        return self.own_routes or chain(dict.fromkeys(filter(None, (self.gateway, self.gateway_fallback))))

    @property
    def gateways(self) -> Sequence[str]:
        """The names of all gateways that texts may leave by, in the order in which they are written."""
        return list(dict.fromkeys(each.gateway for route in self.routes.values() for each in route))


def read(environ: Mapping[str, str]) -> Settings:
    """The settings of this environment; what is not set there may stand in ./.env.

    Makes the data folder and, where no secret keys are given, a key file
    readable by the owner alone. Raises BadSettings.
    """
    values = {**_dotenv(Path(".env")), **environ}
    unknown = sorted(name for name in values if name.startswith("HANDBILL_") and name not in NAMES)
    of_gateways = {name: values[name] for name in unknown if name.startswith(OF_GATEWAYS)}
    if stranger := next((name for name in unknown if name not in of_gateways), None):
        raise BadSettings(f"{stranger} is not a setting; docs/settings.md lists them all.")
    data = Path(values.get("HANDBILL_DATA", "instance")).resolve()
    _make_folder(data)
    chosen = values.get("HANDBILL_BASE_URL")
    base_url = (chosen or "http://127.0.0.1:8000").rstrip("/")
    generated = not values.get("HANDBILL_SECRET_KEYS")
    settings = Settings(
        data=data,
        database_url=values.get("HANDBILL_DATABASE_URL") or f"sqlite:///{data / 'handbill.db'}",
        campaigns=Path(values.get("HANDBILL_CAMPAIGNS", "campaigns")).resolve(),
        base_url=base_url,
        secret_keys=_kept_keys(data) if generated else _given_keys(values["HANDBILL_SECRET_KEYS"]),
        gateway=values.get("HANDBILL_GATEWAY") or "phone",
        gateway_fallback=values.get("HANDBILL_GATEWAY_FALLBACK") or None,
        own_routes=_routes(values.get("HANDBILL_ROUTES", "")),
        paces=_paces(values.get("HANDBILL_PACES", "")),
        sent_again=_classes(values.get("HANDBILL_UNKNOWN")),
        limits=_choice(values, "HANDBILL_LIMITS", {"on": True, "off": False}),
        ceilings=_ceilings(values.get("HANDBILL_CEILINGS", "")),
        api_a_minute=_count(values, "HANDBILL_API_A_MINUTE", 600) or 600,
        most_a_day=_count(values, "HANDBILL_MOST_A_DAY", 3),
        prices=_prices(values.get("HANDBILL_PRICES", "")),
        trial=_trial(values.get("HANDBILL_TRIAL_NUMBERS", "")),
        allow_insecure=values.get("HANDBILL_ALLOW_INSECURE") == "1",
        proxies=_count(values, "HANDBILL_PROXIES", 0),
        durable_scans=_choice(values, "HANDBILL_SCANS", {"batched": False, "durable": True}),
        web_processes=_count(values, "HANDBILL_WEB_PROCESSES", 2) or 1,
        metrics_token=values.get("HANDBILL_METRICS_TOKEN") or None,
        base_url_chosen=bool(chosen),
        engine=values.get("HANDBILL_ENGINE") or "embedded",
        broker_url=values.get("HANDBILL_BROKER_URL") or None,
        law=Path(values["HANDBILL_LAW"]).resolve() if values.get("HANDBILL_LAW") else None,
        of_gateways=of_gateways,
        wallets={name: values[name] for name in NAMES if name.startswith(OF_WALLETS) and values.get(name)},
    )
    _refuse_unsafe(settings, generated)
    _refuse_idle(settings)
    return settings


def is_loopback(host: str) -> bool:
    """Whether this host, a name or an address, is the very machine that names it."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refuse_unsafe(settings: Settings, generated_keys: bool) -> None:
    url = urlsplit(settings.base_url)
    if url.scheme not in {"http", "https"} or not url.hostname or url.path or url.query:
        raise BadSettings(f"HANDBILL_BASE_URL is {settings.base_url!r}; write it like https://aurora.example")
    if not settings.limits and not (settings.simulated and settings.loopback):
        raise BadSettings("HANDBILL_LIMITS=off works only with the simulated phone and a loopback base URL.")
    if settings.loopback or settings.allow_insecure:
        return
    if any(len(key) < SHORTEST_KEY for key in settings.secret_keys):
        raise BadSettings(f"HANDBILL_SECRET_KEYS: each key needs {SHORTEST_KEY} characters or more; 32 are good.")
    way_on = "Or set HANDBILL_ALLOW_INSECURE=1, if this is a rehearsal."
    if "phone" in settings.gateways:
        which = "HANDBILL_ROUTES" if settings.own_routes else "HANDBILL_GATEWAY"
        raise BadSettings(f"{settings.base_url} is public, but texts go to the simulated phone: set {which}. {way_on}")
    if url.scheme != "https":
        raise BadSettings(f"{settings.base_url} is public, so it must be https. {way_on}")
    if generated_keys:
        raise BadSettings(
            f"{settings.base_url} is public: set HANDBILL_SECRET_KEYS, so that a new machine has them too. {way_on}"
        )


def _refuse_idle(settings: Settings) -> None:
    """A pace of a gateway that no text leaves by is a typing error, and would leave another without one.

    A rehearsal with the simulated phone may have all settings of the real thing.
    """
    if settings.simulated:
        return
    for gateway in sorted({gateway for gateway, _ in settings.paces} - set(settings.gateways)):
        used = ", ".join(settings.gateways)
        raise BadSettings(
            f"HANDBILL_PACES: no text leaves by {gateway!r}, but by {used}. Mend the name or take it out."
        )


def _dotenv(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text().splitlines())
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("'\"") for name, value in pairs}


def _prices(written: str) -> Mapping[str, tuple[Decimal, str]]:
    found = {}
    for each in filter(None, map(str.strip, written.split(","))):
        price = re.fullmatch(r"([A-Z]{2}) (\d{1,4}(?:\.\d{1,6})?) ([A-Z]{3})", each, re.ASCII)
        if price is None:
            raise BadSettings(f"HANDBILL_PRICES: {each!r} is no price of a part; write it like IT 0.0450 EUR.")
        found[price[1]] = Decimal(price[2]), price[3]
    return found


def _routes(written: str) -> Routes:
    try:
        return read_routes(written)
    except BadRoutes as bad:
        raise BadSettings(f"HANDBILL_ROUTES: {bad}") from bad


def _paces(written: str) -> Paces:
    try:
        return read_paces(written)
    except BadPaces as bad:
        raise BadSettings(f"HANDBILL_PACES: {bad}") from bad


def _ceilings(written: str) -> Ceilings:
    try:
        return read_ceilings(written)
    except BadCeilings as bad:
        raise BadSettings(f"HANDBILL_CEILINGS: {bad}") from bad


def _classes(written: str | None) -> frozenset[Kind]:
    if written is None:
        return SENT_AGAIN
    names = [name.strip() for name in written.split(",") if name.strip() not in {"", "none"}]
    strange = next((name for name in names if name not in set(Kind)), None)
    if strange:
        raise BadSettings(f"HANDBILL_UNKNOWN: {strange!r} is no class; there are {', '.join(Kind)}, or none.")
    return frozenset(map(Kind, names))


def _trial(written: str) -> frozenset[str]:
    numbers = [re.sub(r"[\s().-]", "", number) for number in written.split(",") if number.strip()]
    if not all(re.fullmatch(r"\+[1-9]\d{7,14}", number) for number in numbers):
        raise BadSettings("HANDBILL_TRIAL_NUMBERS: write each number with + and its country, such as +393331234342.")
    return frozenset(numbers)


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BadSettings(f"HANDBILL_DATA: {path} cannot be made ({error.strerror}).") from error


def _given_keys(written: str) -> Sequence[str]:
    """The keys of the setting, or those of the file it names."""
    if written.startswith("@"):
        try:
            found = KeyFile(Path(written[1:]).resolve())
        except (OSError, ValueError) as error:
            raise BadSettings(f"HANDBILL_SECRET_KEYS: {written[1:]} cannot be read ({error}).") from error
        if not found:
            raise BadSettings(f"HANDBILL_SECRET_KEYS: there is no key in {written[1:]}.")
        return found
    keys = tuple(key.strip() for key in written.split(",") if key.strip())
    if not keys:
        raise BadSettings("HANDBILL_SECRET_KEYS is empty; leave it out, or give keys of 32 random characters.")
    return keys


def _kept_keys(data: Path) -> Sequence[str]:
    """The keys of the data folder, made at the first start by whichever process is first."""
    path = data / "secret-keys"
    fresh = path.with_name(f"secret-keys.{os.getpid()}")
    if not path.exists():
        import secrets  # and with it much of cryptography, once in the life of a data folder

        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32) + "\n")
        try:
            os.link(fresh, path)
        except FileExistsError:  # another process was quicker: its keys count
            return _kept_keys(data)
        finally:
            fresh.unlink()
    return _given_keys(f"@{path}")


def _choice(values: Mapping[str, str], name: str, meanings: Mapping[str, bool]) -> bool:
    written = values.get(name) or next(iter(meanings))
    if written not in meanings:
        raise BadSettings(f"{name} is {written!r}; it can be {' or '.join(meanings)}.")
    return meanings[written]


def _count(values: Mapping[str, str], name: str, default: int) -> int:
    written = values.get(name) or str(default)
    if not written.isdecimal():
        raise BadSettings(f"{name} is {written!r}; write a whole number.")
    return int(written)


def _is_private(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".local", ".localhost"))
