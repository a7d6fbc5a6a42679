"""Names for the relay, as coturn checks them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import re
from uuid import UUID

from beterdichtbij.launching.settings import ROOT
from video.relay import VALID_FOR, ice_servers

ROOM, SEAT, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
URLS = ["turn:relay.example:3478?transport=udp"]


def told(room: UUID = ROOM, seat: UUID = SEAT) -> dict:
    return ice_servers(secret="hush", urls=URLS, room=room, seat=seat, now=1_000.0)[0]


def test_a_name_ends_in_ten_minutes_and_is_signed_with_the_secret_of_the_relay():
    server = told()

    signed = hmac.new(b"hush", server["username"].encode(), hashlib.sha1).digest()
    assert base64.b64decode(server["credential"]) == signed
    assert server["username"].split(":")[0] == str(1_000 + VALID_FOR)
    assert server["urls"] == URLS


def test_it_is_of_one_person_in_one_room_and_names_neither():
    names = {told()["username"], told(seat=OTHER)["username"], told(room=OTHER)["username"]}

    assert len(names) == 3
    assert not any(str(part) in name for name in names for part in (ROOM, SEAT))


def test_without_a_relay_there_is_nothing_to_tell():
    assert ice_servers(secret="", urls=URLS, room=ROOM, seat=SEAT, now=1.0) == []
    assert ice_servers(secret="hush", urls=[], room=ROOM, seat=SEAT, now=1.0) == []


def test_the_relay_lets_nobody_to_the_inside():
    text = (ROOT / "deploy/relay/turnserver.conf").read_text()
    denied = [
        (ipaddress.ip_address(first), ipaddress.ip_address(last or first))
        for first, last in re.findall(r"^denied-peer-ip=([^-\n]+)-?(.*)$", text, re.MULTILINE)
    ]

    for inside in ("10.1.2.3", "127.0.0.1", "172.20.0.2", "192.168.1.1", "169.254.169.254", "::1", "fd00::1"):
        address = ipaddress.ip_address(inside)
        assert any(first.version == address.version and first <= address <= last for first, last in denied), (
            inside
        )
    assert "\nuse-auth-secret\n" in text
