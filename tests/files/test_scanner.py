"""The scanner: asked over TCP in its own protocol, believed when it finds something, waited for."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator

import pytest
from django.db.models.functions import Now

from files.checking import check_due
from files.models import StoredFile
from files.scanner import NotScanned, is_clean
from rowsecurity.scopes import job_scope
from tests.files.corpus import EICAR, jpeg, pdf


class Clam(socketserver.StreamRequestHandler):
    """A small clamd: INSTREAM alone, and it knows one virus."""

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        received = b""
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            received += self.rfile.read(size)
        if len(received) > 1_000_000:
            self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
        elif EICAR in received:
            self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0")
        else:
            self.wfile.write(b"stream: OK\0")


@pytest.fixture
def clam(settings) -> Iterator[socketserver.TCPServer]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clam) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        settings.CLAMAV_ADDRESS = f"127.0.0.1:{server.server_address[1]}"
        yield server
        server.shutdown()


def test_what_it_finds_is_refused_and_removed(clam, alice_adds, store_folder):
    told = alice_adds.add(pdf()[:-6] + EICAR + b"\n%%EOF\n", "factuur.pdf")

    assert told["state"] == "refused" and "kan beschadigen" in told["why"]
    assert not [each for each in store_folder.rglob("*") if each.is_file()]


def test_what_it_finds_clean_goes_on(clam, alice_adds):
    assert alice_adds.add(jpeg())["state"] == "ready"
    assert is_clean([bytes(70_000), bytes(70_000)])


def test_an_answer_that_is_not_understood_is_no_yes(clam):
    with pytest.raises(NotScanned):
        is_clean([bytes(1_000_001)])


def test_while_it_is_away_nothing_is_shown_and_nothing_is_lost(clam, alice_adds, lindeborg, settings):
    there, settings.CLAMAV_ADDRESS = settings.CLAMAV_ADDRESS, "127.0.0.1:9"
    waiting = alice_adds.add(jpeg())
    assert waiting["state"] == "checking" and waiting["address"] is None
    assert alice_adds.send(waiting["id"]).status_code == 422

    settings.CLAMAV_ADDRESS = there
    with job_scope(lindeborg.id):
        StoredFile.objects.update(not_before=Now())
    check_due()

    assert alice_adds.browser.get(f"{alice_adds.api}{waiting['id']}/").json()["state"] == "ready"
