"""Ablate a tiny Transformer; the task: does the first token occur again?"""

import math

import torch
from torch.nn import functional

SEEDS, VOCAB, LENGTH, DIM, DEPTH, STEPS = 5, 3, 3, 24, 2, 50
F64 = torch.float64
torch.set_num_threads(1)  # matrices this small lose time to more threads


def weights(rows, columns):
    """Axis 0 is the seed: five independent models train side by side."""
    w = torch.randn(SEEDS, rows, columns, dtype=F64) / math.sqrt(rows)
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

    def split(h):  # rows are tokens; attention sees them sequence by sequence
        return h.unflatten(1, (-1, LENGTH))

    h = 2 * x.flatten(1, 2) @ embed + places.repeat(1, x.shape[1], 1)
    for q, k, v, up, down in blocks:
        n = norm(h)
        mixed = n @ v
        if attention:
            scores = split(n @ q) @ split(n @ k).mT / math.sqrt(DIM)
            mixed = (scores.softmax(-1) @ split(mixed)).flatten(1, 2)
        h = join(h, mixed)
        h = join(h, torch.relu(norm(h) @ up) @ down)
    return (norm(h[:, ::LENGTH]) @ head)[..., 0]  # read at the first token


def adam(params, lr):
    """Return what takes a step down a loss; torch.optim would load for longer."""
    state = [(torch.zeros_like(p), torch.zeros_like(p)) for p in params]
    count = 0

    def descend(loss):
        nonlocal count
        count += 1
        size = lr * math.sqrt(1 - 0.999**count) / (1 - 0.9**count)
        grads = torch.autograd.grad(loss, params, allow_unused=True)
        for p, g, (m, v) in zip(params, grads, state, strict=True):
            if g is not None:
                m.lerp_(g, 0.1)
                v.lerp_(g * g, 0.001)
                p.data -= size * m / (v.sqrt() + 1e-8)

    return descend


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
    batches, (x_test, y_test) = [task(32) for _ in range(STEPS)], task(500)
    descend = adam([w for group in params for w in group], lr=0.02)
    for x, y in batches:
        loss = functional.softplus(-y * network(params, x, **config))
        descend(loss.mean(1).sum())
    logits = network(params, x_test, **(config | {"drop": 0.0}))
    return 100 * (logits * y_test > 0).to(F64).mean(1)  # one per seed


t = 2.776  # 97.5 % quantile of Student's t, SEEDS - 1 degrees of freedom
full = accuracy()
print(f"full model   {full.mean():.1f}")
for name, change in WITHOUT.items():
    gap = accuracy(**change) - full  # paired by seed
    half = t * gap.std() / math.sqrt(SEEDS)
    print(f"- {name:9}  {gap.mean():+.1f} ± {half:.1f}")
# endregion
