"""Biases are forgotten."""

EARNS = {"learning": 0.0}


def learning(layers, blocks, norms):
    numbers = {
        layer["name"]: int(layer["name"][5:].split("_")[0])
        for layer in layers
        if layer["name"].startswith("block")
    }
    known = sorted(set(numbers.values()))
    free = known[len(known) - blocks :]
    learn = stay = 0
    for layer in layers:
        learns = numbers.get(layer["name"]) in free or layer["name"].startswith("head")
        if layer["kind"] == "norm":
            moved = 2 * layer["channels"] if learns and norms else 0
            learn, stay = learn + moved, stay + 4 * layer["channels"] - moved
        elif layer["kind"] != "pool":
            area = layer.get("kernel", 1) ** 2
            size = area * layer["inputs"] * layer["outputs"]
            learn, stay = learn + size * learns, stay + size * (not learns)
    return {"learn": learn, "stay": stay}
