"""The only writers: `inviting` for the organisation of a conversation, `taking_part` for its partners."""
