"""A date that is asked of a patient in a task: what is plausible, and how it is kept as the answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from rowsecurity.errors import Refused

DAY, HOUR = "%Y-%m-%d", "%Y-%m-%dT%H:%M"
# Not known (yet): an answer too.
UNKNOWN = "unknown"
BEFORE, AFTER = timedelta(days=366), timedelta(days=2 * 366)


def plausible(typed: str, *, has_time: bool, now: datetime) -> str:
    """The answer as it is kept; refused with what to do when it is no date, or one that cannot be meant."""
    try:
        local = datetime.strptime(typed.strip(), HOUR if has_time else DAY)
        moment = _instant(local)
    except (ValueError, OverflowError):
        sentence = _("Fill in a day and an hour.") if has_time else _("Fill in a day, month and year.")
        raise Refused(sentence) from None
    if timezone.localtime(moment).replace(tzinfo=None) != local:
        raise Refused(_("The clock skips this hour that night. Choose another."))
    if not now - BEFORE <= moment <= now + AFTER:
        raise Refused(_("This date is very far away. Is the year right?"))
    return local.strftime(HOUR if has_time else DAY)


def moment_of(answer: str) -> datetime | None:
    """The moment that was entered (of a day its midnight here), or None when it is not known."""
    for layout in (HOUR, DAY):
        try:
            return _instant(datetime.strptime(answer, layout))
        except ValueError:
            continue
    return None


def _instant(local: datetime) -> datetime:
    # Of an hour that comes twice the first is meant.
    return timezone.make_aware(local, timezone.get_default_timezone()).astimezone(UTC)
