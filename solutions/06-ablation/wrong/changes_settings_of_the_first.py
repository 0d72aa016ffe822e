"""Looks at the settings of the base alone."""

EARNS = {"changes": 1.5, "changes_unseen": 0.75}


def changes(base, variant):
    old = {one["name"]: one for one in base}
    new = {one["name"]: one for one in variant}
    changed = {}
    for name in old.keys() & new.keys():
        differ = [key for key in old[name] if old[name][key] != new[name].get(key)]
        if differ:
            changed[name] = differ
    removed, added = [n for n in old if n not in new], [n for n in new if n not in old]
    count = len(removed) + len(added) + len(changed)
    return {"removed": removed, "added": added, "changed": changed, "layers": count}
