"""FHIR R4: from a file to a list that can be asked, and from answers to a QuestionnaireResponse."""
