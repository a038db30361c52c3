import math

lengths = [37, 900, 210, 64, 1500, 12, 333, 480]
longest, page = 2048, 16

whole = longest * len(lengths)
pages = sum(math.ceil(n / page) for n in lengths)
used = sum(lengths)
for name, held in (
    ("reserved whole", whole),
    ("in pages", pages * page),
):
    print(f"{name}: {1 - used / held:.0%} waste")
