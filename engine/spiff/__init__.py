"""The only room that knows SpiffWorkflow: parsing a definition, stepping it, storing its state."""
