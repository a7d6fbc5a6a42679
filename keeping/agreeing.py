"""Who may agree to what an admin asked: another admin, who was one for a day; or who is really the only one.

Decision 0020 says why a day. Nothing here looks at what is asked.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from audit.models import AccessLogEntry
from keeping.models.asking import AskedOfTwo
from notifications.actions import notify, to_person
from notifications.models import Notice
from people.actions.staff import ADMIN_BEGAN, ADMIN_ENDED
from rowsecurity.errors import Refused
from tenants.models import Membership
from tenants.roles import Role

LATELY = timedelta(days=30)
SETTLED = timedelta(days=1)


def decide(member: Membership, asked: AskedOfTwo) -> None:
    """Note who agrees; raises `Refused` for who may not, or not yet. `asked` must be locked."""
    is_own = asked.asked_by_id == member.id
    if is_own and there_is_another(member):
        raise Refused(_("Another admin has to look at it too, and agree."))
    if is_own and there_was_another(member):
        raise Refused(was_another())
    if not is_own and (why_not := too_new(member)):
        raise Refused(why_not)
    asked.is_alone = is_own
    note(member, asked)


def note(member: Membership, asked: AskedOfTwo) -> None:
    """Who decided, and when."""
    asked.decided_by, asked.decided_at = member, timezone.now()


def admins() -> list[Membership]:
    """Who runs the organisation of the scope now."""
    return list(Membership.objects.filter(ended_at=None, roles__contains=[Role.ADMIN]))


def tell_admins(template: Notice.Template, asked: AskedOfTwo) -> None:
    """Every admin hears of it, who asked too: somebody else may have done it in their name."""
    for admin in admins():
        notify(template=template, to=to_person(admin.person_id), key=f"{template}:{asked.id}:{admin.id}")


def there_is_another(member: Membership) -> bool:
    """Whether somebody else is an admin here."""
    return any(each.id != member.id for each in admins())


def there_was_another(member: Membership) -> bool:
    """Whether somebody else was an admin here lately: whoever takes that away does not agree alone."""
    since = timezone.now() - LATELY
    others = Membership.objects.exclude(id=member.id)
    if others.filter(ended_at__gte=since, roles__contains=[Role.ADMIN]).exists():
        return True
    # Nobody takes back a line of the log; roles may be given back.
    return _lines(ADMIN_ENDED, since).exclude(object_id=member.id).exists()


def was_another() -> str:
    """Why who is the only admin now does not agree alone yet."""
    return _("Less than 30 days ago there was another admin here. Have a second admin agree.")


def too_new(member: Membership) -> str:
    """Why somebody who is an admin since a moment does not count as a second one yet; or nothing."""
    lines = _lines(ADMIN_BEGAN, timezone.now() - SETTLED).filter(object_id=member.id)
    began = lines.order_by("-at").values_list("at", flat=True).first()
    if began is None:
        return ""
    sentence = _("You are an admin here since less than a day. You can agree from %(moment)s on.")
    return sentence % {"moment": date_format(timezone.localtime(began + SETTLED), "SHORT_DATETIME_FORMAT")}


def standing(member: Membership) -> dict[str, object]:
    """What a page says about agreeing: to what one asked oneself, and to what others asked."""
    another = there_is_another(member)
    was = not another and there_was_another(member)
    return {
        "may_alone": not another and not was,
        "not_alone": was_another() if was else "",
        "too_new": too_new(member),
    }


def _lines(event: str, since: datetime) -> QuerySet[AccessLogEntry]:
    return AccessLogEntry.objects.filter(patient_id=None, at__gte=since, event=event)
