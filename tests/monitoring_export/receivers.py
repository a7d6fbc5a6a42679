"""Real receivers on loopback: an SFTP server with a folder of its own, a page that takes what is posted."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import asyncssh
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Server:
    """An SFTP server: where it is, how it is known, and whom it lets in."""

    folder: Path
    port: int = 0
    fingerprint: str = ""
    password: str = "geheim"
    keys: set[str] = field(default_factory=set)


@contextmanager
def sftp_server(folder: Path) -> Iterator[Server]:
    server, host_key = Server(folder), asyncssh.generate_private_key("ssh-ed25519")
    server.fingerprint = host_key.get_fingerprint()
    ready, ended = threading.Event(), threading.Event()

    class Door(asyncssh.SSHServer):
        def password_auth_supported(self) -> bool:
            return True

        def validate_password(self, username: str, password: str) -> bool:
            return (username, password) == ("cijfers", server.password)

        def public_key_auth_supported(self) -> bool:
            return True

        def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
            return username == "cijfers" and key.export_public_key().decode().split()[1] in server.keys

    def folder_of(channel: asyncssh.SSHServerChannel) -> asyncssh.SFTPServer:
        return asyncssh.SFTPServer(channel, chroot=str(folder))

    async def listen() -> None:
        async with asyncssh.listen(
            "127.0.0.1", 0, server_factory=Door, server_host_keys=[host_key], sftp_factory=folder_of
        ) as listener:
            server.port = listener.get_port()
            ready.set()
            await asyncio.to_thread(ended.wait)

    thread = threading.Thread(target=asyncio.run, args=(listen(),), daemon=True)
    thread.start()
    assert ready.wait(30)
    try:
        yield server
    finally:
        ended.set()
        thread.join(30)


@dataclass
class Page:
    """A page that takes files: what came, and how it answers."""

    port: int = 0
    status: int = 201
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


def certificate(folder: Path, name: str) -> Path:
    """A certificate for this name with its key, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return path


@contextmanager
def page(certificate: Path | None = None) -> Iterator[Page]:
    """Over TLS when it is given a certificate."""
    taken = Page()

    class Taker(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            taken.came.append((dict(self.headers), content))
            self.send_response(taken.status)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Taker)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    taken.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield taken
    finally:
        server.shutdown()
        server.server_close()
