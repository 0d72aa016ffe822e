"""Counts settings, not layers."""

EARNS = {"changes": 1.5, "changes_unseen": 0.75}


def changes(base, variant):
    old = {one["name"]: one for one in base}
    new = {one["name"]: one for one in variant}
    changed = {}
    for name in old.keys() & new.keys():
        keys = {**old[name], **new[name]}
        differ = [key for key in keys if old[name].get(key) != new[name].get(key)]
        if differ:
            changed[name] = differ
    removed, added = [n for n in old if n not in new], [n for n in new if n not in old]
    count = len(removed) + len(added) + sum(len(differ) for differ in changed.values())
    return {"removed": removed, "added": added, "changed": changed, "layers": count}
