"""The question lists that were filled in, as they go into a copy."""

from __future__ import annotations

from conversations.models import Conversation
from conversations.readers import readers_of
from downloads.models import Download
from downloads.talks import Filled
from questionnaires import queries, wording
from questionnaires.fhir.response import scores_of
from questionnaires.models import QuestionnaireResponse


def filled_in(download: Download, conversation: Conversation) -> tuple[Filled, ...]:
    """What was sent in a conversation, in the days that were asked for. In the job scope.

    As on the pages: who read along until lately reads messages of then, and no lists.
    """
    if download.person_id not in {reader.person_id for reader in readers_of(conversation)}:
        return ()
    rows = queries.responses_in(conversation)
    if download.since:
        rows = [each for each in rows if each.authored_at.date() >= download.since]
    if download.until:
        rows = [each for each in rows if each.authored_at.date() <= download.until]
    return tuple(_filled(each) for each in rows if each.authored_at <= download.created_at)


def _filled(response: QuestionnaireResponse) -> Filled:
    resource = queries.content(response)
    answers = [(line.text, ", ".join(line.answers)) for line in wording.lines(resource)]
    answers += [(score.name, wording.number(score.value)) for score in scores_of(resource)]
    return Filled(
        id=response.id,
        title=response.edition.title,
        author=response.author_label,
        on_behalf=response.on_behalf,
        sent_at=response.authored_at,
        answers=tuple(answers),
        resource=resource,
    )
