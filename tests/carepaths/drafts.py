"""Any version that can be saved: for properties."""

from __future__ import annotations

from datetime import time

from hypothesis import strategies as st

from carepaths.conditions import Condition, Kind
from carepaths.content import AnchorDraft, PathContent, StepDraft, TriggerDraft

ANCHORS = (
    AnchorDraft("appointment", "Afspraak", "appointment"),
    AnchorDraft("puncture", "Punctie", "team", has_time=True, is_required=False),
    AnchorDraft("first_day", "Eerste dag", "patient", has_time=False, is_required=False),
)
WORDS = st.text("abc Ω\"<&'\n", min_size=1, max_size=12).filter(str.strip)
BUTTONS = [
    {"key": "done", "label": "Gedaan", "effect": "done", "text": ""},
    {"key": "ask", "label": "Vraag", "effect": "ask_team", "text": "Beste {afdeling}"},
]
CONDITIONS = st.lists(
    st.sampled_from(
        [
            Condition(Kind.NO_RESULT, code="LAB", days=12),
            Condition(Kind.RELATIVE),
            Condition(Kind.PREFERENCE, value="video"),
            Condition(Kind.NOT_BY_VIDEO),
        ]
    ),
    unique=True,
    max_size=3,
).map(tuple)
TEXTS = st.dictionaries(
    st.sampled_from(["en", "tr"]),
    st.fixed_dictionaries({"title": WORDS, "text": WORDS}),
    max_size=2,
)


@st.composite
def steps(draw: st.DrawFn) -> StepDraft:
    anchor = draw(st.sampled_from(["appointment", "puncture", "first_day"]))
    units = ["days", "working_days"] + (["hours"] if anchor != "first_day" else [])
    unit = draw(st.sampled_from(units))
    kind = draw(st.sampled_from(["message", "task", "team_task", "letter", "video", "questionnaire", "end"]))
    if kind == "video" and anchor == "first_day":
        kind = "message"
    times = 1 if kind in ("end", "video") else draw(st.integers(1, 5))
    return StepDraft(
        draw(st.integers(-40, -1 if kind == "video" else 40)),
        draw(st.times(time(0), time(23, 59))).replace(microsecond=0) if unit != "hours" else None,
        draw(WORDS),
        draw(WORDS),
        kind,
        unit,
        anchor,
        draw(CONDITIONS),
        draw(st.integers(1, 30)) if times > 1 else None,
        times,
        draw(CONDITIONS) if times > 1 else (),
        draw(st.sampled_from(["", "LAB"])),
        draw(st.one_of(st.none(), st.integers(0, 10))),
        BUTTONS if kind == "task" else [],
        draw(TEXTS),
        "https://example.org/list|1" if kind == "questionnaire" else "",
        draw(st.uuids()),
    )


CONTENTS = st.builds(
    PathContent,
    WORDS,
    st.lists(steps(), max_size=5, unique_by=lambda step: step.key).map(tuple),
    st.just(ANCHORS),
    st.sampled_from(
        [
            (),
            (TriggerDraft("appointment", code="controle", code_name="Controle", days_ahead=3),),
            (TriggerDraft("by_hand"), TriggerDraft("appointment", code="x", department="REU")),
        ]
    ),
)
