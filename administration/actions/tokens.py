"""Tokens of the organisation's own systems."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Looker, record
from integrations.actions.tokens import issue_token
from integrations.models import ApiToken
from rowsecurity.errors import Refused
from tenants.models import Membership
from tenants.roles import Act, require


def issue(*, member: Membership, looker: Looker, label: str) -> str:
    """Make a token and return it, for the only time; a name is used once, so that the log stays clear."""
    require(member, Act.CONFIGURE_ORGANISATION)
    try:
        with transaction.atomic():
            token = issue_token(label=label)
    except IntegrityError as error:
        raise Refused(_("There is or was a token with this name. Choose another one.")) from error
    _note(looker, member.organisation_id, "token.issued", "C", ApiToken.objects.get(label=label).id)
    return token


def revoke(*, member: Membership, looker: Looker, token: ApiToken) -> None:
    """End a token at once."""
    require(member, Act.CONFIGURE_ORGANISATION)
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        _note(looker, member.organisation_id, "token.revoked", "D", token.id)


def _note(looker: Looker, organisation_id: UUID, event: str, action: str, token_id: UUID) -> None:
    record(
        looker=looker,
        organisation_id=organisation_id,
        event=event,
        action=action,
        object_type="token",
        object_id=token_id,
    )
