"""Pages of the monitor: of an organisation, and of who reads it over all of them."""
