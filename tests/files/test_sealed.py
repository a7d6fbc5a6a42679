"""What lies in the store: sealed in pieces, bound to its place, in a folder or on what speaks S3."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator

import boto3
import pytest
from django.core.files.storage import storages
from moto.server import ThreadedMotoServer

from beterdichtbij import environment
from files import store
from files.sealed import PIECE, SALT, TAG, open_sealed, seal
from files.store import FULL, SMALL
from tenants.envelope import CannotOpen
from tests.files.corpus import jpeg
from tests.files.stage import stored, streamed

KEY, BOUND = os.urandom(32), b"here"


def sealed(content: bytes, chunk: int = 10_000) -> bytes:
    chunks = (content[start : start + chunk] for start in range(0, len(content), chunk))
    return b"".join(seal(KEY, BOUND, chunks))


def opened(content: bytes, key: bytes = KEY, bound: bytes = BOUND) -> bytes:
    return b"".join(open_sealed(key, bound, io.BytesIO(content)))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_any_size_comes_back(size):
    content = os.urandom(size)

    assert opened(sealed(content)) == content


def test_two_writings_of_the_same_have_nothing_in_common():
    one, other = sealed(bytes(100)), sealed(bytes(100))

    assert one[:SALT] != other[:SALT] and one[SALT:] != other[SALT:]


@pytest.mark.parametrize("harm", ["cut off", "swapped", "changed", "lengthened", "key", "place", "nothing"])
def test_what_was_touched_does_not_open(harm):
    whole, piece = sealed(os.urandom(3 * PIECE)), PIECE + TAG
    first, second = whole[SALT : SALT + piece], whole[SALT + piece : SALT + 2 * piece]
    touched = {
        "cut off": whole[: SALT + 2 * piece],
        "swapped": whole[:SALT] + second + first + whole[SALT + 2 * piece :],
        "changed": whole[:-1] + bytes([whole[-1] ^ 1]),
        "lengthened": whole + bytes(20),
        "nothing": b"",
    }.get(harm, whole)

    with pytest.raises(CannotOpen):
        opened(
            touched,
            key=os.urandom(32) if harm == "key" else KEY,
            bound=b"there" if harm == "place" else BOUND,
        )


@pytest.fixture
def bucket(settings, monkeypatch) -> Iterator[object]:
    """A real server that speaks S3, named by the environment as an operator names it."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    named = {
        "FILES_S3_BUCKET": "bestanden",
        "FILES_S3_ENDPOINT": f"http://{host}:{port}",
        "FILES_S3_REGION": "eu-west-1",
        "FILES_S3_ACCESS_KEY": "made-up",
        "FILES_S3_SECRET_KEY": "made-up",
    }
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    client = boto3.client(
        "s3", endpoint_url=named["FILES_S3_ENDPOINT"], region_name="eu-west-1",
        aws_access_key_id="made-up", aws_secret_access_key="made-up",
    )  # fmt: skip
    client.create_bucket(Bucket="bestanden", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    settings.STORAGES = settings.STORAGES | {"files": environment.file_store(settings.DATA_DIR)}
    storages._storages.pop("files", None)
    yield client
    storages._storages.pop("files", None)
    server.stop()


def objects(client) -> dict[str, bytes]:
    listed = client.list_objects_v2(Bucket="bestanden").get("Contents", [])
    return {
        each["Key"]: client.get_object(Bucket="bestanden", Key=each["Key"])["Body"].read() for each in listed
    }


@pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning")
def test_the_same_on_a_service_that_speaks_s3(bucket, alice_adds, lindeborg):
    made = alice_adds.add(jpeg(), "pols.jpg")
    alice_adds.send(made["id"])

    assert streamed(alice_adds.browser.get(made["address"]))[:3] == b"\xff\xd8\xff"
    kept = objects(bucket)
    assert sorted(name.rpartition(".")[2] for name in kept) == [FULL, SMALL]
    assert not any(b"\xff\xd8\xff" in content[:100] or "pols" in name for name, content in kept.items())
    [file] = stored(lindeborg)
    store.discard(file)
    assert objects(bucket) == {}
