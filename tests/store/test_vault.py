"""Sealed at rest: opened by every key, found by an index that keys added later do not change."""

import pytest
from cryptography.exceptions import InvalidTag

from app.store.vault import Vault

OLD, NEW = "an-old-key-of-the-tests", "a-new-key-of-the-tests"


def test_what_is_sealed_can_be_opened():
    vault = Vault([OLD])
    assert vault.open(vault.seal("+393331234342")) == "+393331234342"


def test_two_seals_of_one_text_differ():
    vault = Vault([OLD])
    assert vault.seal("the same") != vault.seal("the same")


def test_keys_can_change_while_rows_stay():
    sealed = Vault([OLD]).seal("kept")
    both = Vault([OLD, NEW])
    assert both.open(sealed) == "kept"
    assert both.index("number", "x") == Vault([OLD]).index("number", "x")
    with pytest.raises(KeyError):
        Vault([OLD]).open(both.seal("newer"))


def test_a_changed_seal_is_refused():
    vault = Vault([OLD])
    sealed = bytearray(vault.seal("text"))
    sealed[-1] ^= 1
    with pytest.raises(InvalidTag):
        vault.open(bytes(sealed))


def test_an_index_belongs_to_its_purpose():
    vault = Vault([OLD])
    assert vault.index("number", "1") == vault.index("number", "1")
    assert vault.index("number", "1") != vault.index("serial", "1")
    assert vault.index("number", "1") != Vault([NEW]).index("number", "1")
