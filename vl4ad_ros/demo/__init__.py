"""The demonstration: real processes, a recording of all they say, and pictures made of it."""
