"""Uploaded files in an S3-compatible store, as ``S3_BUCKET`` asks for: against a real server on loopback."""

import logging
from collections.abc import Iterator

import boto3
import pytest
from django.conf import settings as configured
from django.core.files.storage import storages
from django.urls import reverse
from moto.server import ThreadedMotoServer

from portal import settings as written
from portal.files.models import StoredFile
from portal.files.services import delete_file, store_content

KEYS = {"S3_ACCESS_KEY": "trial", "S3_SECRET_KEY": "trial", "S3_REGION": "eu-north-1"}


@pytest.fixture
def bucket(monkeypatch, settings) -> Iterator[object]:
    """The portal's own reading of the environment, pointed at a server of ours."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=KEYS["S3_REGION"],
        aws_access_key_id="trial",
        aws_secret_access_key="trial",
    )
    client.create_bucket(Bucket="uploads", CreateBucketConfiguration={"LocationConstraint": KEYS["S3_REGION"]})
    for name, value in {**KEYS, "S3_BUCKET": "uploads", "S3_ENDPOINT": endpoint}.items():
        monkeypatch.setenv(name, value)
    settings.STORAGES = {**configured.STORAGES, "default": written._uploads()}
    yield client
    settings.STORAGES = configured.STORAGES
    client.close()
    server.stop()


def names(client) -> list[str]:
    return [row["Key"] for row in client.list_objects_v2(Bucket="uploads").get("Contents", [])]


@pytest.mark.django_db
def test_kept_handed_out_and_thrown_away(bucket, cast, sign_in, django_capture_on_commit_callbacks) -> None:
    words = "Ord på vägen".encode()
    file = store_content(by=cast.officer, name="Åtagande.txt", content=words, content_type="text/plain")
    assert len(names(bucket)) == 1 and "tagande" not in names(bucket)[0]
    held = StoredFile.objects.get(pk=file.pk)
    with held.file.open("rb") as opened:
        assert opened.read() == words
    assert sign_in(cast.officer).get(reverse("file", args=[file.pk])).status_code == 404, "nothing points at it"
    with django_capture_on_commit_callbacks(execute=True):
        delete_file(file=held)
    assert names(bucket) == []


def test_disk_by_default(monkeypatch) -> None:
    monkeypatch.delenv("S3_BUCKET", raising=False)
    assert written._uploads() == {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    assert storages["default"].__class__.__name__ == "FileSystemStorage"
