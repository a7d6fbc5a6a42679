"""Tables by subject: the lists and what departments do with them; who was asked and what they answered."""

from questionnaires.models.asked import QuestionnaireRequest, QuestionnaireResponse
from questionnaires.models.editions import AnswerRule, EditionUse, QuestionnaireEdition

__all__ = [
    "AnswerRule",
    "EditionUse",
    "QuestionnaireEdition",
    "QuestionnaireRequest",
    "QuestionnaireResponse",
]
