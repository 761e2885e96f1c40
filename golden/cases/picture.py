"""What Keras draws of the functional models that were drawn from seeds: boxes, lines and frames.

The models are those of `functional.json`, by name. Inner models are boxes once, and frames the other time.
"""

import keras
from keras.src.utils.model_visualization import model_to_dot

from cases.functional import CASES, build, drawn


def make():
    return {"picture": {"cases": [case(f"drawn_{number}", drawn(number)) for number in range(CASES)]}}


def case(name, description):
    keras.utils.clear_session()
    model, _ = build(description)
    return {
        "name": name,
        "boxes": picture(model, expand_nested=False),
        "frames": picture(model, expand_nested=True),
    }


def picture(model, **options):
    dot = model_to_dot(model, **options)
    # Keras numbers the boxes by where their layers are in memory.
    names = {}
    content = inside(dot, names)
    return {**content, "lines": sorted([names[one], names[other]] for one, other in lines(dot))}


def inside(graph, names):
    """The layers that stand directly in a graph, in order, and the frames in it."""
    nodes = [node for node in graph.get_nodes() if node.get_label() is not None]
    for node in nodes:
        names[node.get_name()] = between(node.get_label(), "<b>", "</b>")
    layers = [names[node.get_name()] for node in nodes]
    frames = [{"name": one.get_label(), **inside(one, names)} for one in graph.get_subgraphs()]
    return {"layers": layers, "frames": frames}


def lines(graph):
    found = [(edge.get_source(), edge.get_destination()) for edge in graph.get_edges()]
    for one in graph.get_subgraphs():
        found += lines(one)
    return found


def between(text, start, end):
    return text.split(start, 1)[1].split(end, 1)[0]
