"""Layers: output, and gradients with respect to the input and to each weight."""

import importlib

FAMILIES = [
    "core",
    "merging",
    "attention",
    "convolution",
    "pooling",
    "activation",
    "regularization",
    "reshaping",
    "normalization",
    "recurrent",
    "conv_lstm",
    "wrappers",
]


def make(only=None):
    """One file for each layer class; only of one family if it is named."""
    files = {}
    for family in [only] if only else FAMILIES:
        files |= importlib.import_module(f"cases.layers.{family}").make()
    return {f"layers/{name}": {"cases": cases} for name, cases in files.items()}
