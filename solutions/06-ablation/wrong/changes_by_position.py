"""Compares the layers in their order, whatever their names."""

EARNS = {"changes": 1.0, "changes_unseen": 0.5}


def changes(base, variant):
    changed = {}
    for one, two in zip(base, variant, strict=False):
        keys = {**one, **two}
        differ = [key for key in keys if key != "name" and one.get(key) != two.get(key)]
        if differ:
            changed[one["name"]] = differ
    short = min(len(base), len(variant))
    removed = [one["name"] for one in base[short:]]
    added = [two["name"] for two in variant[short:]]
    count = len(removed) + len(added) + len(changed)
    return {"removed": removed, "added": added, "changed": changed, "layers": count}
