"""Simulated officers who work through the one door, for rehearsals and the demonstration."""
