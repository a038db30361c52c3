"""Ablate a tiny Transformer; the task: does the first token occur again?"""

import math

import torch
from scipy import stats
from torch.nn import functional

SEEDS, VOCAB, LENGTH, DIM, DEPTH, STEPS = 5, 4, 4, 16, 2, 50
F64 = torch.float64
torch.set_num_threads(1)  # matrices this small lose time to more threads


def weights(rows, columns):
    """Axis 0 is the seed: five independent models train side by side."""
    w = torch.randn(SEEDS, 1, rows, columns, dtype=F64) / math.sqrt(rows)
    return w.requires_grad_()


def task(n):
    x = torch.randint(VOCAB, (SEEDS, n, LENGTH))
    repeated = (x[..., 1:] == x[..., :1]).any(-1)
    return functional.one_hot(x, VOCAB).to(F64), 2.0 * repeated - 1


def norm(h):
    return functional.layer_norm(h, (DIM,))


def network(params, x, drop, attention, residual):
    (embed, places, head), *blocks = params

    def join(h, new):
        if drop:
            new = new * (torch.rand(new.shape) >= drop) / (1 - drop)
        return h + new if residual else new

    h = 2 * x @ embed + places
    for q, k, v, up, down in blocks:
        n = norm(h)
        mixed = n @ v
        if attention:
            scores = (n @ q) @ (n @ k).mT / math.sqrt(DIM)
            mixed = scores.softmax(-1) @ mixed
        h = join(h, mixed)
        h = join(h, torch.relu(norm(h) @ up) @ down)
    return (norm(h)[..., :1, :] @ head)[..., 0, 0]  # read at the first token


# region experiment
FULL = {"attention": True, "residual": True, "drop": 0.1}
WITHOUT = {
    "attention": {"attention": False},
    "residual": {"residual": False},
    "dropout": {"drop": 0.0},
}


def accuracy(**change):
    torch.manual_seed(0)  # every variant: same init, data and budget
    config = FULL | change
    params = [[weights(VOCAB, DIM), weights(LENGTH, DIM), weights(DIM, 1)]]
    params += [[weights(DIM, DIM) for _ in range(5)] for _ in range(DEPTH)]
    batches, (x_test, y_test) = [task(64) for _ in range(STEPS)], task(500)
    opt = torch.optim.Adam([w for group in params for w in group], lr=0.02)
    for x, y in batches:
        loss = functional.softplus(-y * network(params, x, **config))
        opt.zero_grad()
        loss.mean(1).sum().backward()
        opt.step()
    logits = network(params, x_test, **(config | {"drop": 0.0}))
    return 100 * (logits * y_test > 0).to(F64).mean(1)  # one per seed


t = stats.t.ppf(0.975, SEEDS - 1) / math.sqrt(SEEDS)
full = accuracy()
print(f"full model   {full.mean():.1f}")
for name, change in WITHOUT.items():
    gap = accuracy(**change) - full  # paired by seed
    print(f"- {name:9}  {gap.mean():+.1f} ± {gap.std() * t:.1f}")
# endregion
