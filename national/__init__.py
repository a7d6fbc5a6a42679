"""The national monitor: organisations that take part, compared by name per quarter.

Owns who takes part with which figure, what was given to the monitor, who reads it over all organisations,
what is hidden, and the signed delivery. It reads figures of one organisation from `monitoring_export`, and
figures of several only through one door. Figures for programs stand here because they need the tokens of
`integrations`.
"""
