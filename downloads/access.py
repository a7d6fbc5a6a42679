"""The only way to a copy: that of the person who asked, as long as they still reach all that is in it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from conversations.access import of_person
from downloads.models import Download
from downloads.queries import own_files
from people.models import Person
from rowsecurity.errors import NotFound


def access_own_download(person: Person, download_id: UUID) -> Download:
    """A copy that this person asked for and that is still there."""
    rows = Download.objects.select_related("organisation", "patient")
    rows = rows.filter(kind=Download.Kind.TALK, person=person, expires_at__gt=timezone.now())
    return _only(rows, download_id)


def access_finished_download(person: Person, download_id: UUID) -> Download:
    """The same, finished; not when access to one of its conversations has ended since."""
    download = access_own_download(person, download_id)
    reached = of_person(person).filter(id__in=download.conversation_ids).count()
    if not download.is_ready or reached < download.total:
        raise NotFound(_("This download does not exist (any more). You can make a new one."))
    return download


def access_own_file(person_id: UUID, download_id: UUID) -> Download:
    """A file of figures that this member asked for; whether they may see figures is asked before."""
    return _only(own_files(person_id), download_id)


def _only(rows: QuerySet[Download], download_id: UUID) -> Download:
    download = rows.filter(id=download_id).first()
    if download is None:
        raise NotFound(_("This download does not exist (any more). You can make a new one."))
    return download
