"""Pages of an admin about what the organisation keeps."""
