from itertools import combinations
from math import comb

n, c, k = 10, 3, 5  # samples, correct ones, k
samples = [True] * c + [False] * (n - c)

draws = list(combinations(samples, k))
counted = sum(map(any, draws)) / len(draws)
formula = 1 - comb(n - c, k) / comb(n, k)
plug_in = 1 - (1 - c / n) ** k
print(f"all {len(draws)} subsets: {counted:.3f}")
print(f"1 - C(n-c,k)/C(n,k):  {formula:.3f}")
print(f"1 - (1 - c/n)^k:      {plug_in:.3f}")
