"""How a copy of everything is made: rows of all tables, opened, FHIR and files, packed as they are read."""
