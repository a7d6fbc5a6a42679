"""Pages of the patient, of the team, and of who sets lists up."""
