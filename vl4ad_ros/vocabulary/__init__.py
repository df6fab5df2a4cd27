"""From a YAML file to classes, concepts and OOD prompts, and from those to text embeddings."""
