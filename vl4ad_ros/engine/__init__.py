"""A bundle on ONNX Runtime, without torch."""
