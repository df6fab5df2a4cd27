"""The ways of the bench that need torch, and what is known of a network before it runs."""
