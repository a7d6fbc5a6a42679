"""Which sealed columns are opened in a copy and where their seal is, and what is left out and why.

A new sealed or binary column has to be named here; a test compares this with all models.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from broadcasts import places as of_broadcasts
from carepaths import places as of_carepaths
from conversations import places as of_conversations
from files import places as of_files
from helpdesk import places as of_helpdesk
from monitoring_export import places as of_usage
from onboarding import places as of_onboarding
from questionnaires import places as of_questionnaires
from video import places as of_video

OPENED: dict[str, Callable[[Any], str]] = {
    "conversations.Conversation.subject_sealed": lambda row: of_conversations.subject(row.id),
    "conversations.Message.body_sealed": lambda row: of_conversations.message(
        row.conversation_id, row.client_id
    ),
    "conversations.Note.body_sealed": lambda row: of_conversations.note(row.conversation_id, row.id),
    "conversations.PreparedReply.body_sealed": lambda row: of_conversations.prepared(row.id),
    "conversations.PreparedReply.remark_sealed": lambda row: of_conversations.remark(row.id),
    "conversations.TeamTask.text_sealed": lambda row: of_conversations.team_task(row.id),
    "carepaths.Letter.content_sealed": lambda row: of_carepaths.letter(row.id),
    "files.StoredFile.name_sealed": lambda row: of_files.name(row.id),
    "onboarding.ListLine.content": lambda row: of_onboarding.line(row.list_id, row.number),
    "helpdesk.Ticket.asker": lambda row: of_helpdesk.asker(row.id),
    "helpdesk.TicketEntry.body": lambda row: of_helpdesk.entry(row.ticket_id, row.id),
    "monitoring_export.Delivery.address_sealed": lambda row: of_usage.address(row.id),
    "broadcasts.Broadcast.subject_sealed": lambda row: of_broadcasts.subject(row.id),
    "broadcasts.Broadcast.text_sealed": lambda row: of_broadcasts.text(row.id),
    "questionnaires.QuestionnaireResponse.content_sealed": lambda row: of_questionnaires.response(row.id),
    "video.Seat.caption_sealed": lambda row: of_video.caption(row.id),
}
# Bytes that are nobody's words: told in base64.
AS_BYTES = {"tenants.Logo.image", "files.StoredFile.checksum", "audit.Seal.digest"}
_KEY = "a hash or key by which somebody gets in here; of no use elsewhere"
_SECRET = "a secret shared with another system; it is made anew there"
_COUNTING = "a set of counting numbers; the figures counted with it are in the copy"
COLUMNS_LEFT_OUT: dict[str, str] = {
    "tenants.StaffInvitation.token_hash": _KEY,
    "people.Invitation.token_hash": _KEY,
    "people.Invitation.code_hash": _KEY,
    "people.InvitationKey.key_hash": _KEY,
    "notifications.Notice.secret": _KEY,
    "integrations.ApiToken.token_hash": _KEY,
    "helpdesk.Ticket.token_hash": _KEY,
    "video.Guest.token_hash": _KEY,
    "video.Guest.browser_hash": _KEY,
    "video.Guest.code_hash": _KEY,
    "files.StoredFile.key_sealed": "opens the file in our store; the file itself is in the copy, opened",
    "questionnaires.QuestionnaireRequest.draft_sealed": "half filled in by a patient, not sent to the team",
    "video.KeptVisit.person": "the own account of who was a guest; that they were there is in video.Guest",
    "keeping.Everything.key_sealed": "opens another copy; that is fetched by itself",
    "single_sign_on.Provider.secret_sealed": _SECRET,
    "monitoring_export.Delivery.secret_sealed": _SECRET,
    "monitoring_export.Delivery.key_sealed": _SECRET,
    "single_sign_on.WorkIdentity.refresh_sealed": _SECRET,
    "integrations.IncomingResource.digest": "says whether a system sent the same again; of no use elsewhere",
    "onboarding.InvitationList.content": "the file as it was brought, which is gone once it has been checked",
    "monitoring_export.UsagePersons.bits": _COUNTING,
    "monitoring_export.UsageTraits.births": _COUNTING,
    "monitoring_export.UsageTraits.languages": _COUNTING,
}
# Of a table that is in the copy: which rows are not, and why.
ROWS_LEFT_OUT: dict[str, tuple[Q, str]] = {
    "files.StoredFile": (
        Q(attached_at=None),
        "added but not sent, also where it waits with an answer: seen by nobody it was meant for",
    ),
}
TABLES_LEFT_OUT: dict[str, str] = {
    "tenants.OrganisationKey": "keys of our store; what they seal is in the copy, opened",
    "downloads.Download": "copies and figures that somebody had made, kept for some days; all of it is here",
    "downloads.DownloadPiece": "pieces of such copies",
    "carepaths.OpenStep": "made from the steps that are due, which are in the copy",
}
