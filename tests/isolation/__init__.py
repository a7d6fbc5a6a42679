"""The isolation judge: does any organisation or person reach what is not theirs? docs/subsystems/tenancy.md.

Three questions, each failing closed on what it does not know: the catalogue of the database (`catalogue/`),
every table by every role and verb (`test_tables.py`), every URL by every person, verb and target
(`test_urls.py`), and once more without row security (`test_urls_bare.py`), because the application must
hold alone. What is new must be made known: rows in `world.py`, URLs in `targets.py`,
exceptions with their reason in `reviewed.py`.
"""
