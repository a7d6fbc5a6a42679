"""The only way to figures of usage."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext as _

from monitoring_export.page import Wish
from monitoring_export.queries import Usage, usage
from rowsecurity.errors import NotFound
from tenants.models import Membership
from tenants.roles import Act, require


def access_usage(member: Membership, query: QueryDict) -> tuple[Wish, Usage]:
    """What is wished for, and its figures; a department of elsewhere is not there."""
    require(member, Act.READ_USAGE)
    wish = Wish.read(query)
    found = usage(wish.months)
    if wish.department_id and wish.department_id not in {each.id for each in found.departments}:
        raise NotFound(_("This department does not exist."))
    return wish, found
