"""Getting everybody in: invitations by rule and by list, who stalls where, letters, the list for the desk.

Also what is learnt by doing: guides and the practice conversation. Owns when somebody is invited; how an
invitation leads in, and every proof on the way, is `people`.
"""
