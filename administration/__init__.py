"""Running an organisation: its admin does all of it; a checklist shows what is missing.

Owns the pages on which an organisation is set up and looked after. What it sets belongs to apps below: the
organisation and its departments to `tenants`, who works there to `people`.
"""
