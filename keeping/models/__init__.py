"""What this app keeps, one file per subject."""

from keeping.models.everything import Everything
from keeping.models.terms import Erasure, Removal, Terms

__all__ = ["Erasure", "Everything", "Removal", "Terms"]
