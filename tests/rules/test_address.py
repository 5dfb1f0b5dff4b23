"""Whatever leads inside is not called, however it is written."""

import pytest

from app.rules.address import is_loopback, is_public

PUBLIC = ["93.184.215.14", "8.8.8.8", "2606:4700:4700::1111", "2a00:1450:4001:831::200e"]
INSIDE = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "100.64.0.1",
    "100.100.100.200",  # the metadata of Alibaba
    "169.254.169.254",  # of Amazon, Google, Azure and others
    "169.254.170.2",
    "168.63.129.16",
    "192.0.0.192",  # of Oracle
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "192.88.99.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "fc00::1",
    "fd00:ec2::254",  # the metadata of Amazon
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:a9fe:a9fe",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a9fe:a9fe",
    "2002:7f00:1::",
    "2001:0:7f00:1::",
    "2001:db8::1",
    "3fff::1",
    "100::1",
]
NO_ADDRESSES = ["", "localhost", "2130706433", "0x7f000001", "127.1", "0177.0.0.1", "8.8.8.8.", "a.example"]


@pytest.mark.parametrize("written", PUBLIC)
def test_public_addresses_are_called(written: str) -> None:
    assert is_public(written)


@pytest.mark.parametrize("written", INSIDE + NO_ADDRESSES)
def test_nothing_else_is(written: str) -> None:
    assert not is_public(written)


def test_loopback_is_this_very_machine_and_nothing_that_only_looks_like_it() -> None:
    assert all(map(is_loopback, ["127.0.0.1", "127.9.9.9", "::1"]))
    assert not any(map(is_loopback, ["localhost", "10.0.0.1", "8.8.8.8", "0.0.0.0", ""]))
