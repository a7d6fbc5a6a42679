"""What each of three doors shows: of the team, of the patient's side, of a guest."""
