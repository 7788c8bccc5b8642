"""When: the clock, what is due, and the functions behind the queue's names."""
