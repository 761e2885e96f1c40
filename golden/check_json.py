"""Checks that Keras reads the configurations that Kerros writes as what they are.

    cargo run --example write_configurations -p kerros | python golden/check_json.py
"""

import json
import pathlib
import sys

from support import environment

environment.prepare()

import keras  # noqa: E402  (needs the prepared environment)

GOLDEN = pathlib.Path(__file__).parent / "data" / "configurations.json"


def main():
    golden = json.loads(GOLDEN.read_text())
    expected = [case["json"] for key in ["layers", "models"] for case in golden[key]]
    written = sys.stdin.read().splitlines()
    assert len(written) == len(expected), (len(written), len(expected))
    different = [n for n, pair in enumerate(zip(written, expected)) if config(pair[0]) != config(pair[1])]
    for n in different:
        print(f"{written[n]}\n    is not\n{expected[n]}")
    print(f"{len(expected) - len(different)} of {len(expected)} configurations are the same")
    sys.exit(bool(different))


def config(text):
    """What Keras makes of a configuration, numbers in float32. Seeds are the only arguments that Kerros does not
    keep."""
    keras.utils.clear_session()
    made = keras.saving.deserialize_keras_object(json.loads(text))
    return plain(json.loads(json.dumps(keras.saving.serialize_keras_object(made)["config"])))


def plain(value):
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items() if key not in ("seed", "build_config")}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return round(value, 6) if isinstance(value, float) else value


if __name__ == "__main__":
    main()
