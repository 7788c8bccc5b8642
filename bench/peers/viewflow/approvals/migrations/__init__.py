"""What Django keeps of the tables."""
