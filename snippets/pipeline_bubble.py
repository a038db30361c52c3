def idle(stages, micro):  # a slot a unit of work
    end = {}
    for b in range(2 * micro):  # work in order
        back = b >= micro
        path = range(stages)
        for s in reversed(path) if back else path:
            ready = end.get((s, "free"), 0)
            came = end.get(("out", b), 0)
            end["out", b] = max(ready, came) + 1
            end[s, "free"] = end["out", b]
    total = max(end.values())
    return 1 - 2 * micro / total


for micro in (1, 4, 16, 64):
    print(f"{micro} micro-batches:", end=" ")
    print(f"{idle(4, micro):.0%}")
