"""Visits and results as the hospital's system tells them; paths, who follows them, and what is due.

A version never changes once it is used; a due step is unique per enrolment, step and plan, so that nothing
can be planned or sent twice.
"""

from carepaths.models.following import DueStep, Enrolment, EnrolmentAnchor, OpenStep
from carepaths.models.letters import Letter
from carepaths.models.paths import CarePath, CarePathVersion, PathAnchor, PathTrigger
from carepaths.models.steps import Step
from carepaths.models.visits import Result, Visit

__all__ = [
    "CarePath",
    "CarePathVersion",
    "DueStep",
    "Enrolment",
    "EnrolmentAnchor",
    "Letter",
    "OpenStep",
    "PathAnchor",
    "PathTrigger",
    "Result",
    "Step",
    "Visit",
]
