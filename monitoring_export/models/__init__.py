"""Tables by subject: figures of days and months, what they are counted from, and how far counting is."""

from monitoring_export.models.counting import UsageChange, UsageCounted, UsageRestatement
from monitoring_export.models.days import UsageContacts, UsageFigure, UsagePerson, UsagePersons, UsageTraits
from monitoring_export.models.facts import UsageTelemonitored, UsageUnread, UsageWait
from monitoring_export.models.months import CountedMonth, UsagePatient, UsageRollup

__all__ = [
    "CountedMonth",
    "UsageChange",
    "UsageContacts",
    "UsageCounted",
    "UsageFigure",
    "UsagePatient",
    "UsagePerson",
    "UsagePersons",
    "UsageRestatement",
    "UsageRollup",
    "UsageTelemonitored",
    "UsageTraits",
    "UsageUnread",
    "UsageWait",
]
