"""What is sealed opens in its own place only, under every key its organisation ever had."""

from __future__ import annotations

import pytest

from rowsecurity.scopes import job_scope
from tenants import envelope
from tenants.actions import rewrap_keys, rotate_key


def test_a_sealed_text_opens_in_its_place_and_nowhere_else(lindeborg, waterkant):
    sealed = envelope.seal(lindeborg.id, "message|1|2", "Moet ik nuchter zijn?")

    assert b"nuchter" not in sealed
    assert envelope.open_sealed(lindeborg.id, "message|1|2", sealed) == "Moet ik nuchter zijn?"
    for organisation_id, place in [(lindeborg.id, "message|1|3"), (waterkant.id, "message|1|2")]:
        with pytest.raises(envelope.CannotOpen):
            envelope.open_sealed(organisation_id, place, sealed)


def test_one_changed_bit_is_noticed(lindeborg):
    sealed = bytearray(envelope.seal(lindeborg.id, "message|1|2", "Ja"))
    sealed[-1] ^= 1

    with pytest.raises(envelope.CannotOpen):
        envelope.open_sealed(lindeborg.id, "message|1|2", bytes(sealed))


def test_after_rotation_old_texts_still_open_and_new_ones_use_the_new_key(lindeborg):
    old = envelope.seal(lindeborg.id, "p", "oud")
    with job_scope(lindeborg.id):
        rotate_key(organisation_id=lindeborg.id)
    envelope.load(lindeborg.id)

    assert envelope.seal(lindeborg.id, "p", "nieuw")[0] == 2
    assert envelope.open_sealed(lindeborg.id, "p", old) == "oud"


def test_a_new_key_encryption_key_opens_what_the_old_one_wrapped_and_then_replaces_it(lindeborg, settings):
    sealed = envelope.seal(lindeborg.id, "p", "oud")
    settings.KEY_ENCRYPTION_KEY_FALLBACKS = [settings.KEY_ENCRYPTION_KEY]
    settings.KEY_ENCRYPTION_KEY = b"n" * 32
    envelope._wrapping_keys.cache_clear()
    with job_scope(lindeborg.id):
        assert rewrap_keys(organisation_id=lindeborg.id) == 1

    settings.KEY_ENCRYPTION_KEY_FALLBACKS = []
    envelope._wrapping_keys.cache_clear()
    envelope.load(lindeborg.id)
    assert envelope.open_sealed(lindeborg.id, "p", sealed) == "oud"
    envelope._wrapping_keys.cache_clear()
