"""Eight human tasks in Viewflow, the peer of the bench."""
