"""Interrupt, resume, and compare with the run that was never interrupted."""

import copy

import numpy as np
import torch


# region resume
def fresh():
    w = torch.zeros(4, dtype=torch.float64, requires_grad=True)
    return w, torch.optim.Adam([w], lr=0.1), np.random.default_rng(0)


def train(w, opt, rng):
    for _ in range(10):
        x = torch.as_tensor(rng.normal(size=(8, 4)))
        opt.zero_grad()
        (x.sum(1) - x @ w).square().mean().backward()
        opt.step()


w, opt, rng = fresh()
train(w, opt, rng)
saved = copy.deepcopy((w.data, opt.state_dict(), rng.bit_generator.state))
train(w, opt, rng)  # never interrupted

for restored in ("weights", "weights optimizer", "weights optimizer rng"):
    again, opt, rng = fresh()
    again.data.copy_(saved[0])
    if "optimizer" in restored:
        opt.load_state_dict(copy.deepcopy(saved[1]))
    if "rng" in restored:
        rng.bit_generator.state = saved[2]
    train(again, opt, rng)
    print(torch.equal(w, again), "<-", restored)
# endregion
