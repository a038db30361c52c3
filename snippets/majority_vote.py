from math import factorial


def majority(right, wrong, n):
    total = 0.0
    for a in range(n + 1):
        for b in range(n + 1 - a):
            c = n - a - b
            if a > max(b, c):
                ways = factorial(n)
                for k in (a, b, c):
                    ways //= factorial(k)
                odds = right**a * wrong[0] ** b
                total += ways * odds * wrong[1] ** c
    return total


for wrong in ((0.35, 0.25), (0.5, 0.1)):
    print("wrong:", *wrong)
    for n in (1, 9, 65):
        rate = majority(0.4, wrong, n)
        print(f"{n} votes: {rate:.2f}")
