"""What a line of the access log says, in plain words. The log itself holds only the name of the event."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from audit.models import AccessLogEntry

SENTENCES = {
    "conversation.read": _("read a conversation"),
    "message.send": _("sent a message"),
    "file.read": _("opened a photo or file"),
    "note.add": _("wrote a note of the team"),
    "conversation.taken": _("took a conversation to answer it"),
    "conversation.released": _("gave a conversation back to the queue"),
    "conversation.assigned": _("assigned a conversation to somebody of the team"),
    "conversation.forwarded": _("forwarded a conversation to another department"),
    "conversation.closed": _("closed a conversation"),
    "conversation.reopened": _("reopened a conversation"),
    "must_read.ask": _("asked to have a message read"),
    "must_read.withdraw": _("no longer asked to have a message read"),
    "team_task.made": _("planned a task for the team"),
    "team_task.done": _("finished a task of the team"),
    "team_task.moved": _("moved a task of the team"),
    "network.invited": _("invited a department of another organisation into a conversation"),
    "network.removed": _("took a department of another organisation out of a conversation"),
    "network.asked": _("asked a department of another organisation to react"),
    "network.left": _("left a conversation of another organisation"),
    "conversation.labelled": _("changed the labels of a conversation"),
    "department.removed": _("removed a department"),
    "department.restored": _("brought a department back"),
    "label.change": _("changed a label of the team"),
    "prepared.asked": _("wrote an answer for approval"),
    "prepared.planned": _("wrote an answer that is sent later"),
    "prepared.changed": _("changed an answer that was not sent yet"),
    "prepared.withdrawn": _("withdrew an answer that was not sent yet"),
    "prepared.returned": _("returned an answer to who wrote it"),
    "prepared.approved": _("approved an answer"),
    "conversation.handed_over": _("handed over a conversation of somebody who is away"),
    "conversation.taken_back": _("gave a conversation back to who had it"),
    "absence.set": _("changed when somebody of the team is away"),
    "conversation.searched": _("found conversations by searching"),
    "download.asked": _("asked for a copy of conversations"),
    "download.read": _("downloaded a copy of conversations"),
    "download.removed": _("removed a copy of conversations"),
    "conversation.merged": _("put two conversations together"),
    "conversation.parted": _("separated two conversations again"),
    "broadcast.sent": _("sent one message to many patients"),
    "broadcast.stopped": _("stopped a message to many patients"),
    "broadcast.reminded": _("reminded who had not read a message to many patients"),
    "consult.marked": _("marked a conversation as a written consult"),
    "consult.withdrawn": _("took back that a conversation was a written consult"),
    "queue.read": _("saw a conversation in the list of the team"),
    "patient.read": _("looked at name and address data"),
    "patient.added": _("entered name and address data"),
    "relative.invited": _("invited somebody to read along"),
    "relative.accepted": _("accepted to read along"),
    "relative.changed": _("changed what somebody may who reads along"),
    "relative.ended": _("ended that somebody reads along"),
    "relative.listed": _("looked at who reads along"),
    "relative_rule.changed": _("changed what relatives may read afterwards"),
    "patient.preference": _("said how contact is preferred"),
    "patient.discharged": _("entered the day of discharge"),
    "patient.changed": _("changed name and address data"),
    "carepath.read": _("looked at a care path"),
    "invitation.listed": _("looked at the list of invitations"),
    "invitation.sent": _("sent an invitation"),
    "invitation.withdrawn": _("withdrew an invitation"),
    "invitation.declined": _("asked for no more invitations"),
    "invitation.rule": _("changed when patients are invited by themselves"),
    "invitation.desk_list": _("saw who comes today and has no account yet"),
    "invitation.list_brought": _("brought a list of patients to invite"),
    "invitation.list_agreed": _("had a list of patients imported and invited"),
    "invitation.list_dropped": _("dropped a list of patients"),
    "invitation.list_read": _("looked at a list of patients to invite"),
    "invitation.letter": _("made a letter with an invitation"),
    "invitation.activated": _("made an account with an invitation"),
    "staff.invited": _("invited somebody to work here"),
    "staff.invitation_withdrawn": _("withdrew an invitation to work here"),
    "staff.joined": _("came to work here"),
    "staff.changed": _("changed what somebody of the staff may do"),
    "staff.ended": _("ended the access of somebody of the staff"),
    "ticket.made": _("made a ticket for the helpdesk"),
    "ticket.answered": _("answered a ticket of the helpdesk"),
    "ticket.taken": _("took a ticket of the helpdesk"),
    "ticket.solved": _("solved a ticket of the helpdesk"),
    "ticket.reopened": _("opened a ticket of the helpdesk again"),
    "ticket.read": _("read a ticket of the helpdesk"),
    "helpdesk.unlocked": _("unlocked the sign-in of a patient"),
    "helpdesk.person_read": _("saw how far somebody is on the way in"),
    "usage.export": _("downloaded figures without names"),
    "standard_reply.change": _("changed a standard reply"),
    "department.configure": _("changed a department"),
    "access_log.read": _("looked at the access log"),
}
# Of the hospital's own system, "fhir.patient.created": what it told about.
TOLD = {
    "patient": _("passed on name and address data"),
    "appointment": _("passed on an appointment"),
    "diagnosticreport": _("passed on that a result is in"),
}


def sentence(entry: AccessLogEntry) -> str:
    """What happened, to follow a name: "read a conversation"."""
    kind = entry.event.split(".")
    if kind[0] == "fhir" and len(kind) > 1:
        return str(TOLD.get(kind[1], entry.get_action_display()))
    return str(SENTENCES.get(entry.event, entry.get_action_display()))
