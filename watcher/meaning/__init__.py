"""What changed and what it means: values in, a value out. No input or output, no clock, no chance."""
