"""Where the owner of a number may be: the places whose rules and the time zones whose clocks may hold.

A number tells its country, in North America its state, and nothing for certain: owners move and take it along. So
these are candidates, and what depends on place or hour must be right in all of them [US-TCPA-QH-3]. What somebody told
us, by form or by the shop they stood in, comes in addition.
"""

from dataclasses import dataclass
from functools import lru_cache

from babel.core import get_global

from app.rules.area_codes import AREA_CODES
from app.rules.phone import E164

# Every clock kept in the country, by one zone each; mobile numbers do not say more. Canada and the US go by area code.
ZONES = {
    "GB": "Europe/London", "IE": "Europe/Dublin", "FR": "Europe/Paris", "DE": "Europe/Berlin", "AT": "Europe/Vienna",
    "CH": "Europe/Zurich", "IT": "Europe/Rome", "SM": "Europe/Rome", "ES": "Europe/Madrid Atlantic/Canary",
    "PT": "Europe/Lisbon Atlantic/Azores", "NL": "Europe/Amsterdam", "BE": "Europe/Brussels", "PL": "Europe/Warsaw",
    "SK": "Europe/Bratislava", "CZ": "Europe/Prague", "SE": "Europe/Stockholm", "DK": "Europe/Copenhagen",
    "NO": "Europe/Oslo", "FI": "Europe/Helsinki", "UA": "Europe/Kyiv Europe/Simferopol",
    "RU": "Europe/Kaliningrad Europe/Moscow Europe/Samara Asia/Yekaterinburg Asia/Omsk Asia/Krasnoyarsk Asia/Irkutsk "
          "Asia/Yakutsk Asia/Vladivostok Asia/Magadan Asia/Kamchatka",
    "IN": "Asia/Kolkata", "ID": "Asia/Jakarta Asia/Makassar Asia/Jayapura", "JP": "Asia/Tokyo",
    "AU": "Australia/Perth Australia/Eucla Australia/Darwin Australia/Adelaide Australia/Brisbane Australia/Sydney "
          "Australia/Lord_Howe",
    "NZ": "Pacific/Auckland Pacific/Chatham",
    "BR": "America/Noronha America/Sao_Paulo America/Manaus America/Rio_Branco",
    "MX": "America/Cancun America/Mexico_City America/Matamoros America/Ojinaga America/Ciudad_Juarez "
          "America/Mazatlan America/Hermosillo America/Tijuana",
}  # fmt: skip
TERRITORIES = {"US-AS", "US-GU", "US-MP", "US-PR", "US-VI"}  # countries of their own in ISO 3166, and far away
EVERYWHERE = frozenset(f"Etc/GMT{hours:+}" for hours in range(-14, 13))  # never a decent hour in all of them at once


@dataclass(frozen=True)
class Whereabouts:
    """All places somebody may be at (ISO 3166 countries, in North America states: "IT", "US-FL"), and their zones."""

    places: frozenset[str]
    zones: frozenset[str]


def whereabouts(number: E164, country: str, told: Whereabouts | None = None) -> Whereabouts:
    """Where the owner of a number of this country (ISO 3166, "" for none) may be; there are always zones.

    A number that tells no state is taken to be anywhere in its country, one without a country anywhere. told is added,
    and takes nothing away.
    """
    known = _of(number[2:5] if number.startswith("+1") else "", country)
    return Whereabouts(known.places | told.places, known.zones | told.zones) if told else known


@lru_cache(2000)
def _of(area: str, country: str) -> Whereabouts:
    if area in AREA_CODES:
        return Whereabouts(*AREA_CODES[area])
    return Whereabouts(frozenset({country} if country else ()), _zones(country) or EVERYWHERE)


def _zones(country: str) -> frozenset[str]:
    if country in {"CA", "US"}:
        return frozenset().union(*(zones for places, zones in AREA_CODES.values() if _mainland(country, places)))
    if country in ZONES:
        return frozenset(ZONES[country].split())
    return frozenset(get_global("territory_zones").get(country, ()))


def _mainland(country: str, places: frozenset[str]) -> bool:
    return all(place.startswith(country) and place not in TERRITORIES for place in places)
