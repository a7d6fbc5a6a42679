"""Where the sealed texts stand; see conversations/places.py."""

from uuid import UUID


def draft(request_id: UUID) -> str:
    return f"questionnaire-draft|{request_id}"


def response(response_id: UUID) -> str:
    return f"questionnaire-response|{response_id}"
