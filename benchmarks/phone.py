"""How fast a typed number is checked, beside phonenumbers itself asked the same, in the same run.

    python benchmarks/phone.py [--rounds 7] [--seconds 0.3]

Anchor: parse, is_valid_number and number_type, once with its time zones too. Ours reads the number for its campaign's
countries, refuses or writes it in E.164, and tells places and zones. The cases take turns in every round, and a ratio
is the median of the rounds' own ratios, for a busy machine slows all of a round alike.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from statistics import median
from time import process_time

import phonenumbers
from phonenumbers import timezone

from app.rules.phone import e164, read_number
from app.rules.whereabouts import whereabouts

BRITISH = [f"07400 1{n:05d}" for n in range(1000)]
ABROAD = [
    "+1 650 253 0000", "+44 7400 123456", "+49 151 23456789", "+33 6 12 34 56 78", "+81 90-1234-5678",
    "+55 11 91234-5678", "+91 98765 43210", "+34 612 345 678", "+39 312 345 6789", "+61 412 345 678",
]  # fmt: skip
COUNTRIES = ["US", "GB", "DE", "FR", "JP", "BR", "IN", "ES", "IT", "AU"]
GOAL = 0.8
MOST_US = 3.0


def theirs(typed: str, country: str | None, zones: bool) -> None:
    """What phonenumbers knows of the number."""
    number = phonenumbers.parse(typed, country)
    phonenumbers.is_valid_number(number)
    phonenumbers.number_type(number)
    if zones:
        timezone.time_zones_for_number(number)


def ours(typed: str, countries: list[str], zones: bool) -> None:
    """What handbill does with it."""
    number = read_number(typed, countries)
    if zones:
        whereabouts(number.e164, number.country)


CASES: dict[str, tuple[Callable[[int], object], Callable[[int], object]]] = {
    "one country": (
        lambda n: ours(BRITISH[n % 1000], ["GB"], zones=False),
        lambda n: theirs(BRITISH[n % 1000], "GB", zones=False),
    ),
    "one country, zones": (
        lambda n: ours(BRITISH[n % 1000], ["GB"], zones=True),
        lambda n: theirs(BRITISH[n % 1000], "GB", zones=True),
    ),
    "ten countries, zones": (
        lambda n: ours(ABROAD[n % 10], COUNTRIES, zones=True),
        lambda n: theirs(ABROAD[n % 10], None, zones=True),
    ),
}


def rate(make: Callable[[int], object], seconds: float) -> float:
    """Calls a second of this process's own time."""
    began, number = process_time(), 0
    while (spent := process_time() - began) < seconds:
        for _ in range(50):
            make(number)
            number += 1
    return number / spent


def main() -> None:
    """Runs the rounds and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.3)
    options = parser.parse_args()
    rates: dict[str, list[tuple[float, float]]] = {name: [] for name in CASES}
    looks, number = [], e164("+13055550142")
    for _ in range(options.rounds):
        for name, (our, their) in CASES.items():
            our(0), their(0)
            rates[name].append((rate(our, options.seconds), rate(their, options.seconds)))
        looks.append(1e6 / rate(lambda _: whereabouts(number, "US"), options.seconds))
    print(f"{'':24}{'a second':>10}{'phonenumbers':>14}{'ratio':>8}   goal {GOAL}")
    for name, pairs in rates.items():
        our, their = (median(each) for each in zip(*pairs, strict=True))
        print(f"{name:24}{our:10.0f}{their:14.0f}{median(mine / its for mine, its in pairs):8.2f}")
    print(f"a second look at where a number may be: {median(looks):.2f} µs, goal {MOST_US:.0f}")


if __name__ == "__main__":
    main()
