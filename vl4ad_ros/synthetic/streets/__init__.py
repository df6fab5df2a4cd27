"""Types of street: each lays out ground and things along a centreline."""
