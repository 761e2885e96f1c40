"""Checks that Keras reads the configurations that Kerros writes as what they are.

    cargo run --example write_configurations -p kerros | python golden/check_json.py
"""

import json
import pathlib
import sys

from support import environment

environment.prepare()

import keras  # noqa: E402  (needs the prepared environment)
import numpy as np  # noqa: E402

DATA = pathlib.Path(__file__).parent / "data"
# Of numbers that a model puts out: another order of its layers would move them by far more.
TOLERANCE = 1e-5


def main():
    golden = json.loads((DATA / "configurations.json").read_text())
    models = json.loads((DATA / "models.json").read_text())
    losses = [case["json"] for case in json.loads((DATA / "losses.json").read_text())["configurations"]]
    plain_ones = [case["json"] for key in ["layers", "models"] for case in golden[key]]
    written = sys.stdin.read().splitlines()
    count, several = len(plain_ones), len(models["cases"])
    compiled = count + several + len(models["compiled"])
    assert len(written) == compiled + len(losses), len(written)
    same = [config(ours) == config(keras) for ours, keras in zip(written, plain_ones)]
    same += [is_same_model(*pair) for pair in zip(written[count:], models["cases"])]
    same += [trains_alike(*pair) for pair in zip(written[count + several : compiled], models["compiled"])]
    same += [config(ours) == config(keras) for ours, keras in zip(written[compiled:], losses)]
    for text, is_same in zip(written, same, strict=True):
        if not is_same:
            print(f"not the same: {text}")
    print(f"{sum(same)} of {len(same)} configurations are the same")
    sys.exit(not all(same))


def is_same_model(text, case):
    """Whether Keras makes the same model of both, with the same outputs; Kerros writes lists where there were values
    under names, and no operations that compute masks."""
    keras.utils.clear_session()
    model = keras.models.model_from_json(text)
    if [list(w.shape) for w in model.weights] != [w["shape"] for w in case["weights"]]:
        return False
    model.set_weights([numbers(weight) for weight in case["initial_weights"]])
    x = [numbers(one) for one in case["x"]]
    outputs = keras.tree.flatten(model.predict_on_batch(x if len(x) > 1 else x[0]))
    alike = [np.allclose(a, numbers(b), atol=TOLERANCE) for a, b in zip(outputs, case["outputs"], strict=True)]
    is_plain = "keras.src.ops" not in case["json"] and '{"first"' not in case["json"]
    is_plain &= not any(f'"{name}": [' in case["json"] for name in ("second", "b", "a"))
    return all(alike) and (not is_plain or config(text) == config(case["json"]))


def trains_alike(text, case):
    """Whether Keras trains the model in the same way."""
    keras.utils.clear_session()
    model = keras.models.model_from_json(text)
    model.set_weights([numbers(weight) for weight in case["initial_weights"]])
    y = [numbers(one) for one in case["y"]]
    for expected in case["logs"]:
        logs = model.train_on_batch(numbers(case["x"]), y if len(y) > 1 else y[0], return_dict=True)
        if logs.keys() != expected.keys():
            print(f"{list(logs)} in place of {list(expected)}")
            return False
        if any(abs(float(logs[key]) - expected[key]) > TOLERANCE for key in logs):
            return False
    return True


def numbers(array):
    return np.array(array["data"], dtype="float32").reshape(array["shape"])


def config(text):
    """What Keras makes of a configuration, numbers in float32. Seeds are the only arguments that Kerros does not
    keep."""
    keras.utils.clear_session()
    made = keras.saving.deserialize_keras_object(json.loads(text))
    return plain(json.loads(json.dumps(keras.saving.serialize_keras_object(made)["config"])))


def plain(value):
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items() if key not in ("seed", "build_config", "compile_config")}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return round(value, 6) if isinstance(value, float) else value


if __name__ == "__main__":
    main()
