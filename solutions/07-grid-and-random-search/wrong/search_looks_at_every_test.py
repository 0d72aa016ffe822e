"""Notes every setting's test accuracy on the way."""

EARNS = {"search": 1.777778}


def search(lab):
    rows, failed = [], []
    for name in lab.settings:
        try:
            lab.train(name)
        except ValueError:
            failed.append(name)
            continue
        rows.append((name, lab.score(name, "validation"), lab.score(name, "test")))
    rows = [row for row in rows if row[1] == row[1] or failed.append(row[0])]
    best, validation, test = max(rows, key=lambda row: row[1])
    return {"best": best, "validation": validation, "test": test, "failed": failed}
