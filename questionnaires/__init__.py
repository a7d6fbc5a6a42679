"""Question lists: FHIR Questionnaires, who is asked one, the answers and what a department does about them.

Takes no medical decision: a rule of a department says which fixed answer or score makes a task for its team.
Not the message in which a list is asked (conversations), nor when it is asked (carepaths).
"""
