"""The pages: of the patient `home`, `own_thread`, `asking`; of the team the others."""
