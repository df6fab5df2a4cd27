"""Fine-tuning of the decoder; the encoder and the text stay as they are."""
