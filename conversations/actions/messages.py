"""Sending, inside a scope that is open already (a form without script, a task, a care path)."""

from __future__ import annotations

from django.db import connection

from conversations.events import message_sent
from conversations.sending import CALL, Sending, Sent, check_text, interpret
from realtime.events import publish


def send_message(sending: Sending) -> Sent:
    """Send within the open scope, whose role and rows decide whether it may; tells the others on commit.

    Sending the same `client_id` again is sending once. Raises `Refused` or `NotFound`.
    """
    check_text(sending.text)
    with connection.cursor() as cursor:
        cursor.execute(CALL, sending.parameters())
        sent = interpret(sending, cursor.fetchone())
    if not sent.is_repeated:
        publish(
            message_sent(
                conversation_id=sending.conversation_id,
                department_id=sent.department_id,
                patient_id=sent.patient_id,
                last_number=sent.last_number,
            )
        )
    return sent
