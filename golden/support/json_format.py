"""The JSON format of the golden files.

An array is `{"shape": [...], "data": [flat, row-major]}`. A float32 is printed with the fewest
digits that read back to the same float32, also by way of a float64 (checked at every number).
"""

import json
import math

import numpy as np

LINE_WIDTH = 100


def array(values):
    """An array of floats (as the run's float type) or integers, ready to be written."""
    values = np.asarray(values)
    return {"shape": list(values.shape), "data": [_scalar(v) for v in values.reshape(-1)]}


def optional_array(values):
    """`array(values)`, or `None` (JSON `null`) for `None`."""
    return None if values is None else array(values)


def single(value):
    """A result that Keras hands out as a Python float although it was computed in floatx."""
    import keras

    return np.dtype(keras.config.floatx()).type(value)


def write(path, document):
    """Writes `document` to `path`, one line for each array and for each short dictionary."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_render(document, 0) + "\n", encoding="utf-8")


def _scalar(value):
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, np.integer):
        return int(value)
    return value


def _render(value, indent):
    if isinstance(value, dict):
        items = [f"{json.dumps(str(k))}: " + _render(v, indent + 1) for k, v in value.items()]
        one_line = _is_array(value) or _fits(items, indent)
        return _join("{", items, "}", indent, one_line)
    if isinstance(value, (list, tuple)):
        items = [_render(v, indent + 1) for v in value]
        one_line = all(_is_plain(v) for v in value) or _fits(items, indent)
        return _join("[", items, "]", indent, one_line)
    return _render_scalar(value)


def _render_scalar(value):
    if isinstance(value, np.floating):
        text = str(value)
        if not math.isfinite(value) or type(value)(float(text)) != value:
            raise ValueError(f"{value!r} cannot be written so that it reads back the same")
        return text
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value!r} is no JSON number")
    return json.dumps(_scalar(value), ensure_ascii=False)


def _is_array(value):
    return set(value) == {"shape", "data"}


def _is_plain(value):
    return not isinstance(value, (dict, list, tuple))


def _fits(items, indent):
    return all("\n" not in i for i in items) and 2 * indent + sum(len(i) + 2 for i in items) < LINE_WIDTH


def _join(opening, items, closing, indent, one_line):
    if one_line:
        return opening + ", ".join(items) + closing
    inner = "  " * (indent + 1)
    return opening + "\n" + ",\n".join(inner + i for i in items) + "\n" + "  " * indent + closing
