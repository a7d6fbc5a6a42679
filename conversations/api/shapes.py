"""What goes in and comes out of the API, once: for the answers, and for the schema."""

from __future__ import annotations

from rest_framework import serializers

from conversations.sending import MAX_LENGTH
from conversations.where_it_is import State
from files.limits import MOST_FILES
from people.sign_in_api import DetailSerializer as DetailSerializer


class MessageSerializer(serializers.Serializer):
    """One numbered message. Numbers of a conversation have no gaps."""

    number = serializers.IntegerField(min_value=1)
    client_id = serializers.UUIDField()
    kind = serializers.ChoiceField(["text", "automatic", "task", "closing", "event"])
    side = serializers.ChoiceField(["patient", "team", "system"])
    is_own = serializers.BooleanField()
    author = serializers.CharField(help_text="As it was when it was sent: name and job.")
    on_behalf = serializers.BooleanField(help_text="Written by a representative of the patient.")
    text = serializers.CharField()
    sent_at = serializers.DateTimeField()
    task = serializers.DictField(allow_null=True, help_text="What the message asks, with its buttons.")


class HeadSerializer(serializers.Serializer):
    """How far a conversation is, and who waits for whom."""

    last_number = serializers.IntegerField()
    waiting_since = serializers.DateTimeField(allow_null=True)
    answer_due_at = serializers.DateTimeField(allow_null=True, help_text="The promise, while one waits.")
    closed_at = serializers.DateTimeField(allow_null=True)
    reopen_until = serializers.DateTimeField(allow_null=True)
    team_read_number = serializers.IntegerField()
    team_read_at = serializers.DateTimeField(allow_null=True)


class PageSerializer(HeadSerializer):
    """At most 200 messages after a number, in order; ask again from the last one."""

    messages = MessageSerializer(many=True)


class NewMessageSerializer(serializers.Serializer):
    client_id = serializers.UUIDField(help_text="Your own: sending it again is sending once.")
    text = serializers.CharField(
        max_length=MAX_LENGTH, allow_blank=True, help_text="May be empty with files."
    )
    files = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        max_length=MOST_FILES,
        help_text="Files that were added to this conversation and are ready, in their order.",
    )


class FileSerializer(serializers.Serializer):
    """A photo or document. It can be sent, and fetched from its addresses, when it is `ready`."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(["checking", "ready", "refused"])
    why = serializers.CharField(allow_blank=True, help_text="What to do, when it was refused.")
    name = serializers.CharField()
    kind = serializers.ChoiceField(
        ["", "jpeg", "png", "pdf"], help_text="By what is in it; empty until known."
    )
    size = serializers.IntegerField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    address = serializers.CharField(allow_null=True)
    thumbnail = serializers.CharField(allow_null=True)


class AttachedFileSerializer(FileSerializer):
    number = serializers.IntegerField(help_text="Of the message it goes with.")


class AttachedFilesSerializer(serializers.Serializer):
    """At most 200; ask again after the number of the last one."""

    files = AttachedFileSerializer(many=True)


class SentSerializer(serializers.Serializer):
    """The message is in the database."""

    client_id = serializers.UUIDField()
    number = serializers.IntegerField()
    sent_at = serializers.DateTimeField()
    last_number = serializers.IntegerField(help_text="Higher than `number` when an automatic reply followed.")
    answer_due_at = serializers.DateTimeField(allow_null=True)


class OwnConversationSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    subject = serializers.CharField()
    organisation = serializers.CharField()
    department = serializers.CharField()
    patient = serializers.CharField(help_text="Whose it is: one's own name, or of whom one reads along.")
    last_number = serializers.IntegerField()
    last_message_at = serializers.DateTimeField(allow_null=True)
    unread = serializers.IntegerField()
    answer_due_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    reopen_until = serializers.DateTimeField(allow_null=True, help_text="Until when one can ask on.")
    state = serializers.ChoiceField(
        [state.value for state in State],
        help_text="Where the question is; `told` when nothing was asked.",
    )
    state_text = serializers.CharField(help_text="The same in words, in the reader's language.")
    may_be_charged = serializers.BooleanField(
        help_text="A medical question here can count as a written consult. Say so before somebody writes."
    )


class TeamConversationSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    subject = serializers.CharField()
    patient = serializers.CharField()
    assignee = serializers.CharField(allow_null=True)
    last_number = serializers.IntegerField()
    last_message_at = serializers.DateTimeField(allow_null=True)
    waiting_since = serializers.DateTimeField(
        allow_null=True, help_text="Since when somebody waits for the team."
    )
    waits_for_partner = serializers.BooleanField(
        help_text="It is another organisation that waits, and not the patient."
    )
    answer_due_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)


class OwnListSerializer(serializers.Serializer):
    results = OwnConversationSerializer(many=True)
    next = serializers.CharField(help_text="Give it as `after` for the next page; empty on the last.")


class TeamListSerializer(serializers.Serializer):
    results = TeamConversationSerializer(many=True)
    next = serializers.CharField(help_text="Give it as `after` for the next page; empty on the last.")


class QuestionSerializer(serializers.Serializer):
    """A new conversation with its first message."""

    id = serializers.UUIDField(help_text="Your own: starting it again is starting it once.")
    client_id = serializers.UUIDField(help_text="Of the first message.")
    department = serializers.UUIDField()
    patient = serializers.UUIDField(required=False, help_text="For whom, when you may write for several.")
    subject = serializers.CharField(max_length=120)
    text = serializers.CharField(max_length=MAX_LENGTH)
    files = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        max_length=MOST_FILES,
        help_text="Files that were added to this question and are ready, in their order.",
    )
    was_told_of_charge = serializers.BooleanField(
        default=False, help_text="That it may be charged was on the screen before this was written."
    )
    can_wait = serializers.BooleanField(
        help_text="The answer to: can this wait until `answer_by`? If not, call `phone` instead."
    )


class OwnDepartmentSerializer(serializers.Serializer):
    """Where one may ask something, and what to expect of it now."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    organisation = serializers.CharField()
    is_open = serializers.BooleanField()
    answer_by = serializers.DateTimeField(allow_null=True)
    phone = serializers.CharField(help_text="Whom to call at this hour when it cannot wait.")
    may_be_charged = serializers.BooleanField(help_text="See `own_conversations`; say so before asking.")
    patients = serializers.ListField(child=serializers.UUIDField())


class TeamDepartmentSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    waiting = serializers.IntegerField(help_text="Counted up to 100, which then means: 100 or more.")


class ReadSerializer(serializers.Serializer):
    number = serializers.IntegerField(min_value=0, max_value=2**31 - 1)
