"""The network in torch: tensors in, tensors out."""
