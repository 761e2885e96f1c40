"""What all subjects share: the environment, random inputs, the JSON format, models."""
