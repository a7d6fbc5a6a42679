"""What is answered when something is wrong, or worth knowing. Names elements, never values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding; `code` of http://hl7.org/fhir/issue-type, `expression` a FHIRPath to the element."""

    code: str
    text: str
    expression: str = ""
    severity: str = "error"

    def as_json(self) -> dict[str, Any]:
        issue: dict[str, Any] = {"severity": self.severity, "code": self.code, "diagnostics": self.text}
        if self.expression:
            issue["expression"] = [self.expression]
        return issue


class Rejected(Exception):
    """The request is refused as a whole; nothing of it was stored."""

    def __init__(self, status: int, *issues: Issue) -> None:
        super().__init__(status)
        self.status, self.issues = status, issues

    def within(self, expression: str) -> Rejected:
        """The same, seen from the Bundle that the resource stands in."""
        moved = (
            Issue(each.code, each.text, f"{expression}{_tail(each.expression)}", each.severity)
            for each in self.issues
        )
        return Rejected(self.status, *moved)


def outcome(*issues: Issue) -> dict[str, Any]:
    """An OperationOutcome."""
    return {"resourceType": "OperationOutcome", "issue": [issue.as_json() for issue in issues]}


def information(text: str) -> Issue:
    return Issue("informational", text, severity="information")


def _tail(expression: str) -> str:
    _, dot, rest = expression.partition(".")
    return f"{dot}{rest}"
