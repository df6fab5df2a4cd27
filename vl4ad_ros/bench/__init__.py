"""How fast it is: ways from an image to hazards against each other, in one run."""
