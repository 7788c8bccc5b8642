"""Who asks: pages, REST API, login and languages."""
