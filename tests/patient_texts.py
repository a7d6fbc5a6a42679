"""Which texts the patient's side may see, found mechanically; these are complete in every language.

A page is of the team when it extends `staff.html`; a fragment when it stands in a folder of the team or is
included only there. A Python module is of the team when it is named below; what is new is the patient's, and
so is in any module what is said in the language its patient reads in.
"""

from __future__ import annotations

import fnmatch
import re
from pathlib import Path

from tests.translations import ROOT, _of_template, python_files, python_texts, said_to_patients

TEMPLATES = ROOT / "templates"
# Not of a patient although they extend no staff page: for people at work, and for who tries the demo.
NOT_OF_PATIENTS = {
    "workplaces.html",
    "demo/codes.html",
    "monitoring_export/dictionary.html",
    "notifications/post.html",
    "notifications/work.html",
    "people/join.html",
    "people/join_closed.html",
    "people/join_take.html",
    "single_sign_on/door.html",
}
NOT_OF_PATIENTS_PARTS = (
    "_front_demo.html",
    "_front_example.html",
    "people/_demo_post.html",
    "_shortcuts.html",
)
# Sent to a page of a patient by a view, without being included in one.
PARTS_OF_PATIENTS = (
    "conversations/_own_news.html",
    "conversations/_part.html",
    "forms/field.html",
    "forms/form.html",
)
MODULES_OF_THE_TEAM = (
    "administration/*",
    "audit/*",
    "broadcasts/*",
    "beterdichtbij/demo/*",
    "beterdichtbij/templatetags/places.py",
    "integrations/*",
    "keeping/*",
    "monitoring_export/*",
    "national/*",
    "network/*",
    "operators/*",
    "single_sign_on/*",
    "carepaths/access.py",
    "carepaths/actions/*",
    "carepaths/attention.py",
    "carepaths/checks*.py",
    "carepaths/drawing.py",
    "carepaths/comparing.py",
    "carepaths/describing.py",
    "carepaths/differences.py",
    "carepaths/fhir/*",
    "carepaths/forms/*",
    "carepaths/lanes.py",
    "carepaths/moving.py",
    "carepaths/naming.py",
    "carepaths/try_out.py",
    "carepaths/views/*",
    "carepaths/models/*",
    "carepaths/of_patient.py",
    "carepaths/problems.py",
    "carepaths/reasons.py",
    "carepaths/queries.py",
    "carepaths/ready_made.py",
    "conversations/absence_form.py",
    "conversations/actions/absences.py",
    "conversations/actions/assignment.py",
    "conversations/actions/calls.py",
    "conversations/actions/labels.py",
    "conversations/actions/must_reads.py",
    "conversations/actions/prepared_replies.py",
    "conversations/actions/removal.py",
    "conversations/actions/replies.py",
    "conversations/actions/team_tasks.py",
    "conversations/approval.py",
    "conversations/call_form.py",
    "conversations/deadlines.py",
    "conversations/queue_lines.py",
    "conversations/department_forms.py",
    "conversations/history.py",
    "conversations/inbox_columns.py",
    "conversations/label_forms.py",
    "conversations/labelling.py",
    "conversations/models/*",
    "conversations/must_read_forms.py",
    "conversations/placeholders.py",
    "conversations/queues.py",
    "conversations/team_task_forms.py",
    "conversations/team_work.py",
    "conversations/views/absences.py",
    "conversations/views/merging.py",
    "conversations/views/must_reads.py",
    "conversations/views/prepared.py",
    "conversations/views/relatives.py",
    "conversations/views/removal.py",
    "conversations/views/team_tasks.py",
    "conversations/views/working.py",
    "helpdesk/access.py",
    "helpdesk/actions/numbers.py",
    "helpdesk/steps.py",
    "helpdesk/views/numbers.py",
    "helpdesk/views/people.py",
    "helpdesk/views/tickets.py",
    "onboarding/access.py",
    "onboarding/actions/*",
    "onboarding/csv_list.py",
    "onboarding/sheet.py",
    "onboarding/staff_list.py",
    "onboarding/forms.py",
    "onboarding/list_faces.py",
    "onboarding/funnel.py",
    "onboarding/models.py",
    "onboarding/templatetags/*",
    "onboarding/views/*",
    "people/actions/patients.py",
    "people/actions/staff.py",
    "people/staff_forms.py",
    "people/views/access_log.py",
    "people/views/invite.py",
    "people/views/letters.py",
    "people/views/members.py",
    "questionnaires/actions/editions.py",
    "questionnaires/fhir/*",
    "questionnaires/forms.py",
    "questionnaires/measurement_form.py",
    "questionnaires/models/*",
    "questionnaires/setting_up.py",
    "questionnaires/views/setting_up.py",
    "questionnaires/views/team.py",
    "tenants/models.py",
    "video/actions/admitting.py",
    "video/actions/ending.py",
    "video/actions/guests.py",
    "video/actions/planning.py",
    "video/forms.py",
    "video/views/desks.py",
    "video/views/numbers.py",
    "video/views/team.py",
    "video/views/working.py",
)
# What an app above shows on a page of a patient (`conversations.context_blocks`).
REGISTERED = re.compile(r"register_(?:own|asking)\(\s*\"([^\"]+)\"")
EXTENDS = re.compile(r'{%\s*extends\s+"([^"]+)"')
INCLUDES = re.compile(r'{%\s*include\s+"([^"]+)"')


def patient_texts() -> dict[str, str]:
    """Map every msgid of a screen, notice or document of the patient's side to a place where it stands."""
    found: dict[str, str] = {}
    for name in sorted(patient_templates()):
        for text in _of_template(TEMPLATES / name):
            found.setdefault(text, f"templates/{name}")
    for text, place in python_texts():
        if not any(fnmatch.fnmatch(place, pattern) for pattern in MODULES_OF_THE_TEAM):
            found.setdefault(text, place)
    return said_to_patients() | found


def patient_templates() -> set[str]:
    """Every page that is not of the team, and whatever it extends or includes."""
    sources = {str(path.relative_to(TEMPLATES)): path.read_text() for path in TEMPLATES.glob("**/*.html")}
    wanted = [name for name in sources if _is_page_of_patients(name, sources)]
    found: set[str] = set()
    registered = [name for path in python_files() for name in REGISTERED.findall(path.read_text())]
    for name in [*wanted, *PARTS_OF_PATIENTS, *registered]:
        _collect(name, sources, found)
    return found


def _is_page_of_patients(name: str, sources: dict[str, str]) -> bool:
    lineage = [name]
    while parent := EXTENDS.search(sources.get(lineage[-1], "")):
        lineage.append(parent.group(1))
    return len(lineage) > 1 and "staff.html" not in lineage and name not in NOT_OF_PATIENTS


def _collect(name: str, sources: dict[str, str], found: set[str]) -> None:
    if name in found or name not in sources or name in NOT_OF_PATIENTS_PARTS or _is_of_team(name):
        return
    found.add(name)
    for pattern in (EXTENDS, INCLUDES):
        for other in pattern.findall(sources[name]):
            _collect(other, sources, found)


def _is_of_team(name: str) -> bool:
    return "staff/" in name or Path(name).name.startswith("_staff")
