"""Brings a file to a mailbox, an SFTP server or an HTTPS address. Outside any scope: others may be slow."""

from __future__ import annotations

import asyncio
import smtplib
import socket
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from monitoring_export.models import DeliveryAttempt
from notifications import outward

Result = DeliveryAttempt.Result
PATIENCE = (5, 60)
# Seconds for a whole delivery, however the receiver fills them.
WITHIN = 60
MOST_IN_A_MAIL = 10 * 1024 * 1024


class NotDelivered(Exception):
    """It did not arrive; `detail` is a status or a fingerprint and never words of the other side."""

    def __init__(self, result: DeliveryAttempt.Result, detail: str = "") -> None:
        super().__init__(result)
        self.result, self.detail = result, detail[:60]


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file and where it goes, opened."""

    name: str
    content_type: str
    content: bytes
    way: str
    address: str
    secret: str = ""
    key: str = ""
    fingerprint: str = ""
    organisation: str = ""
    period: str = ""


def bring(parcel: Parcel) -> None:
    """Bring it where it goes; raises `NotDelivered`."""
    {"mail": mail, "https": post, "sftp": put}[parcel.way](parcel)


def mail(parcel: Parcel) -> None:
    """As an attachment; what it says is public: no name and no number of people stands in the text."""
    if len(parcel.content) > MOST_IN_A_MAIL:
        raise NotDelivered(Result.TOO_LARGE)
    names = {"organisation": parcel.organisation, "period": parcel.period}
    message = EmailMessage(
        subject=_("Figures of %(organisation)s, %(period)s") % names,
        body=_(
            "Enclosed are the figures of %(organisation)s over %(period)s, as was agreed. They are sums over"
            " patients; what is about fewer than 10 people is left empty."
        )
        % names,
        to=[parcel.address],
        attachments=[(parcel.name, parcel.content, parcel.content_type.partition(";")[0])],
    )
    try:
        message.send()
    except (smtplib.SMTPException, OSError) as error:
        raise NotDelivered(Result.UNREACHABLE, str(getattr(error, "smtp_code", ""))) from error


def post(parcel: Parcel) -> None:
    """As the body of a POST, with the token; nothing is followed."""
    headers = {
        "Content-Type": parcel.content_type,
        "Content-Disposition": f'attachment; filename="{parcel.name}"',
    }
    if parcel.secret:
        headers["Authorization"] = f"Bearer {parcel.secret}"
    with requests.Session() as session:
        outward.prepare(session, allows_private=settings.DELIVERY_PRIVATE, within=WITHIN)
        session.verify = settings.DELIVERY_CA or True
        try:
            answer = session.post(
                parcel.address, data=parcel.content, headers=headers, timeout=PATIENCE,
                allow_redirects=False, stream=True,
            )  # fmt: skip
        except requests.TooManyRedirects as error:
            status = error.response.status_code if error.response is not None else 0
            raise NotDelivered(Result.REFUSED, f"HTTP {status}") from error
        except requests.exceptions.SSLError as error:
            raise NotDelivered(Result.UNREACHABLE, "TLS") from error
        except (requests.RequestException, OSError) as error:
            raise NotDelivered(Result.INSIDE if _is_inside(error) else Result.UNREACHABLE) from error
        status = answer.status_code
        answer.close()
    if status in (401, 403):
        raise NotDelivered(Result.LOGIN, f"HTTP {status}")
    if not 200 <= status < 300:
        raise NotDelivered(Result.REFUSED, f"HTTP {status}")


def put(parcel: Parcel) -> None:
    """Under its name in the folder of the address; it gets that name when all of it is there."""
    call = outward.Call(within=WITHIN, allows_private=settings.DELIVERY_PRIVATE)
    try:
        asyncio.run(asyncio.wait_for(_put(parcel, call), WITHIN))
    except TimeoutError as error:
        raise NotDelivered(Result.UNREACHABLE) from error
    finally:
        call.close()


async def _put(parcel: Parcel, call: outward.Call) -> None:
    import asyncssh  # large: only whoever delivers there loads it

    parts = urlsplit(parcel.address)
    seen: list[str] = []

    class Client(asyncssh.SSHClient):
        def validate_host_public_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:
            seen.append(key.get_fingerprint())
            return seen[-1].rstrip("=") == parcel.fingerprint.rstrip("=")

    try:
        sock = await asyncio.to_thread(_connect, call, str(parts.hostname), parts.port or 22)
        async with asyncssh.connect(
            str(parts.hostname), sock=sock, client_factory=Client, username=parts.username,
            password=parcel.secret or None, client_keys=[asyncssh.import_private_key(parcel.key)],
            known_hosts=([], [], []), config=None, agent_path=None, x509_trusted_certs=None,
        ) as connection, connection.start_sftp_client() as sftp:  # fmt: skip
            folder = PurePosixPath(parts.path.lstrip("/") or ".")
            await _write(sftp, folder / parcel.name, parcel.content)
    except outward.Inside as error:
        raise NotDelivered(Result.INSIDE) from error
    except asyncssh.HostKeyNotVerifiable as error:
        raise NotDelivered(Result.OTHER_KEY, seen[-1] if seen else "") from error
    except asyncssh.PermissionDenied as error:
        raise NotDelivered(Result.LOGIN) from error
    except asyncssh.SFTPError as error:
        raise NotDelivered(Result.REFUSED, f"SFTP {error.code}") from error
    except (asyncssh.Error, OSError, TimeoutError) as error:
        raise NotDelivered(Result.UNREACHABLE) from error


async def _write(sftp, path: PurePosixPath, content: bytes) -> None:  # type: ignore[no-untyped-def]
    half = f"{path}.part"
    async with sftp.open(half, "wb") as file:
        await file.write(content)
    # A server that does not replace refuses the name of a file that is there already.
    if await sftp.exists(str(path)):
        await sftp.remove(str(path))
    await sftp.rename(half, str(path))


def _connect(call: outward.Call, host: str, port: int) -> socket.socket:
    sock = call.connect(host, port, PATIENCE[0])
    sock.setblocking(False)
    return sock


def _is_inside(error: BaseException) -> bool:
    """Whether that is why it failed; the library wraps what went wrong."""
    waiting, seen = [error], set()
    while waiting:
        each = waiting.pop()
        if isinstance(each, outward.Inside):
            return True
        seen.add(id(each))
        more = [each.__cause__, each.__context__, *getattr(each, "args", ()), getattr(each, "reason", None)]
        waiting += [one for one in more if isinstance(one, BaseException) and id(one) not in seen]
    return False
