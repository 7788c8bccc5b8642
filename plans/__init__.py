"""What is planned: annual plans with their measures and campaigns, as data."""
