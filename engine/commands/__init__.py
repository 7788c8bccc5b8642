"""Commands: what people and the clock ask for, each a plain function that never commits."""
