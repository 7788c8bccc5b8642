"""Proof instead of hope: a model is explored to its last state before it is trusted."""
