"""The only way to a copy: that of the person who asked, as long as they still reach all that is in it."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from conversations.access import of_person
from downloads.models import Download
from people.models import Person
from rowsecurity.errors import NotFound


def access_own_download(person: Person, download_id: UUID) -> Download:
    """A copy that this person asked for and that is still there."""
    rows = Download.objects.select_related("organisation", "patient")
    download = rows.filter(person=person, id=download_id, expires_at__gt=timezone.now()).first()
    if download is None:
        raise NotFound(_("This download does not exist (any more). You can make a new one."))
    return download


def access_finished_download(person: Person, download_id: UUID) -> Download:
    """The same, finished; not when access to one of its conversations has ended since."""
    download = access_own_download(person, download_id)
    reached = of_person(person).filter(id__in=download.conversation_ids).count()
    if not download.is_ready or reached < download.total:
        raise NotFound(_("This download does not exist (any more). You can make a new one."))
    return download
