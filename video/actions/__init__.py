"""The only writers of video visits."""
