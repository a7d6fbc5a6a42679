"""The pages: `inviting` for the organisation of a conversation, `taking_part` for who takes part."""
