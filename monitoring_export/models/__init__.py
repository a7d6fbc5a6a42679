"""Tables by subject: figures of days and months, what they are counted from, how far counting is, and where
figures are delivered, and what was shown outside."""

from monitoring_export.models.counting import UsageChange, UsageCounted, UsageRestatement
from monitoring_export.models.days import UsageContacts, UsageFigure, UsagePerson, UsagePersons, UsageTraits
from monitoring_export.models.deliveries import Delivery, DeliveryAttempt
from monitoring_export.models.facts import UsageTelemonitored, UsageUnread, UsageWait
from monitoring_export.models.shown import ShownFigure, ShownGroup

__all__ = [
    "Delivery",
    "DeliveryAttempt",
    "ShownFigure",
    "ShownGroup",
    "UsageChange",
    "UsageContacts",
    "UsageCounted",
    "UsageFigure",
    "UsagePerson",
    "UsagePersons",
    "UsageRestatement",
    "UsageTelemonitored",
    "UsageTraits",
    "UsageUnread",
    "UsageWait",
]
