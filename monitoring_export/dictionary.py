# ruff: noqa: E501  definitions read better whole
"""What each figure is: its name, definition, formula and unit. One place, shown beside figures and to anybody.

`VERSION` goes up when a definition changes what is counted; a file or delivery names the version it was made by.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERSION = "1.0"


class Kind(Enum):
    """How figures of several days or departments become one."""

    SUM = "sum"  # they add up
    PERSONS = "persons"  # everybody once
    SHARE = "share"  # one sum of another, in per cent
    QUANTILE = "quantile"  # from a histogram


@dataclass(frozen=True, slots=True)
class Figure:
    """One entry of the dictionary."""

    key: str
    name: Promise
    definition: Promise
    formula: Promise
    unit: Promise
    kind: Kind


NUMBER, PEOPLE, MINUTES, PER_CENT = _("number"), _("people"), _("minutes"), _("per cent")
BY_DEPARTMENT = _("sum over days and departments")
EVERYBODY_ONCE = _(
    "everybody once in the period, also when seen by several departments; in files that leave the organisation, a quarter is left empty where with its months it would tell about fewer than 10 people"
)

# The words of a figure, by key: name, definition.
SUMS: dict[str, tuple[Promise, Promise]] = {
    "conversations": (
        _("Conversations"),
        _("Conversations that were started, by a patient, a relative, the team or a care path, on the day of the start."),
    ),
    "messages_people": (
        _("Messages of people"),
        _("Texts and closing sentences written by the patient's side or by the team."),
    ),
    "messages_patient": (_("Messages of patients"), _("Texts written by patients and their relatives.")),
    "messages_team": (_("Messages of the team"), _("Texts and closing sentences written by the team.")),
    "messages_auto": (
        _("Automatic messages"),
        _("What the platform wrote by itself: automatic replies, steps of care paths, tasks and events."),
    ),
    "invited": (_("Invitations sent"), _("Invitations of patients and relatives, on the day they were sent.")),
    "activated": (_("Invitations activated"), _("Invitations that became an account, on that day.")),
    "video_planned": (
        _("Video visits planned"),
        _("Video visits with an agreed moment that were not cancelled, on the day of that moment."),
    ),
    "video_held": (
        _("Video visits held"),
        _("Video visits in which somebody of the team and somebody of the patient's side were in the room."),
    ),
    "video_minutes": (_("Minutes of video"), _("How long the video visits that were held took, each in whole minutes.")),
    "video_participants": (
        _("Participants in video"),
        _("Everybody who was let into a video visit that was held: team, patient, relatives and guests."),
    ),
    "video_consults": (
        _("Video consults"),
        _("Video visits that were held, at most one for each patient and department on a day."),
    ),
    "lists_asked": (_("Question lists asked"), _("Question lists sent to patients that were not withdrawn; no measurements.")),
    "lists_completed": (_("Question lists filled in"), _("Question lists that were sent in, on that day; no measurements.")),
    "measurements": (_("Measurements"), _("Measurements at home that were sent in, on that day.")),
    "telemonitoring": (
        _("Telemonitoring"),
        _("Patients who sent in measurements, at most once in 120 days for each patient and condition. The condition is the care path that the patient follows in that conversation; without a path, the department."),
    ),
    "written_consults": (
        _("Written consults"),
        _("Conversations that a clinician marked as a written consult and that were not withdrawn, on the day of marking."),
    ),
    "unread_week": (
        _("Unread after a week"),
        _("Messages of the team that nobody of the patient's side had read when seven whole days had passed, on the day of the message. Known eight days after it."),
    ),
}  # fmt: skip

# key: name, definition, formula, the sum above, the sum below
SHARES: dict[str, tuple[Promise, Promise, Promise, str, str]] = {
    "within_promise": (
        _("Answered within promise"),
        _("Of the questions that had to be answered on a day: how many were answered by the promised moment."),
        _("100 × answered in time ÷ questions with a promise that ended in the period"),
        "promise_kept",
        "promise_due",
    ),
    "outside_hours": (
        _("Share outside office hours"),
        _("Of the messages of patients: how many were sent before 8:00, from 18:00 on, at a weekend or on a public holiday."),
        _("100 × messages of patients outside office hours ÷ messages of patients"),
        "messages_outside",
        "messages_patient",
    ),
}  # fmt: skip

# key: name, definition, which part of all answers is below it
QUANTILES: dict[str, tuple[Promise, Promise, float]] = {
    "first_answer_median": (
        _("Time to first answer, median"),
        _("From the first unanswered message of the patient's side until the team wrote, on the day of that answer. Half of the answers came sooner."),
        0.5,
    ),
    "first_answer_p90": (
        _("Time to first answer, 90%"),
        _("From the first unanswered message of the patient's side until the team wrote, on the day of that answer. Nine out of ten answers came sooner."),
        0.9,
    ),
}  # fmt: skip

# key: name, the youngest and the oldest age
AGES: dict[str, tuple[Promise, int, int]] = {
    "age_0_17": (_("Patients of 0 to 17 years"), 0, 17),
    "age_18_39": (_("Patients of 18 to 39 years"), 18, 39),
    "age_40_64": (_("Patients of 40 to 64 years"), 40, 64),
    "age_65_79": (_("Patients of 65 to 79 years"), 65, 79),
    "age_80": (_("Patients of 80 years and older"), 80, 200),
}
LANGUAGES: dict[str, tuple[Promise, str]] = {
    "language_nl": (_("Patients who read Dutch"), "nl"),
    "language_en": (_("Patients who read English"), "en"),
    "language_tr": (_("Patients who read Turkish"), "tr"),
    "language_ar": (_("Patients who read Arabic"), "ar"),
    "language_pl": (_("Patients who read Polish"), "pl"),
    "language_uk": (_("Patients who read Ukrainian"), "uk"),
}
PATIENTS = "patients"
HISTOGRAM = _("from a histogram with steps of 5 per cent, so at most 2.5 per cent beside the exact moment")
OF_AGE = _("Unique patients of this age; the age is the one they reach in the year in which the period ends.")
OF_LANGUAGE = _("Unique patients for whom this is the chosen language now.")


def _figures() -> list[Figure]:
    sums = [Figure(key, *words, BY_DEPARTMENT, _unit(key), Kind.SUM) for key, words in SUMS.items()]
    patients = Figure(
        PATIENTS,
        _("Unique patients"),
        _("Patients in whose conversations people wrote."),
        EVERYBODY_ONCE,
        PEOPLE,
        Kind.PERSONS,
    )
    shares = [Figure(key, *words[:3], PER_CENT, Kind.SHARE) for key, words in SHARES.items()]
    quantiles = [
        Figure(key, *words[:2], HISTOGRAM, MINUTES, Kind.QUANTILE) for key, words in QUANTILES.items()
    ]
    spread = [(key, words[0], OF_AGE) for key, words in AGES.items()]
    spread += [(key, words[0], OF_LANGUAGE) for key, words in LANGUAGES.items()]
    persons = [Figure(*words, EVERYBODY_ONCE, PEOPLE, Kind.PERSONS) for words in spread]
    return [*sums[:5], patients, *sums[5:], *shares, *quantiles, *persons]


def _unit(key: str) -> Promise:
    return MINUTES if key == "video_minutes" else NUMBER


FIGURES: dict[str, Figure] = {figure.key: figure for figure in _figures()}
