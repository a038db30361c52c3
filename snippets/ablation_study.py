# region task
import torch
from torch.nn.functional import dropout, softplus

S, KEYS, D = 8, 4, 16  # S seeds, side by side


def batch(n):  # keys hold bits; one key is asked for
    x = torch.randint(2, (S, n, KEYS, 1)) * 2 - 1
    key = torch.randint(KEYS, (S, n, 1, 1))
    asked = torch.zeros(S, n, 1, D)
    asked = asked.scatter(3, key, 1)
    return x, asked, x.gather(2, key).squeeze()


# endregion
# region model
def accuracy(attend=True, skip=1, drop=0.1):
    torch.manual_seed(0)  # same start, same data
    E, Q, V = torch.randn(3, S, 1, D, D) / D**0.5
    bit, out = torch.randn(2, S, 1, 1, D)
    model = [E, Q, V, bit, out]
    for p in model:
        p.requires_grad_()
    adam = torch.optim.Adam(model, lr=0.02)
    for left in reversed(range(201)):
        x, asked, y = batch(32 if left else 2000)
        rows = E[:, :, :KEYS] + x * bit
        ask = asked @ E
        w = (ask @ Q @ rows.mT).softmax(-1)
        if not attend:
            w = torch.full_like(w, 1 / KEYS)
        found = dropout(w @ rows @ V, drop, left > 0)
        mixed = (skip * ask + found) * out
        logit = mixed.sum((-1, -2))
        if left:
            adam.zero_grad()
            loss = softplus(-y * logit).mean(1)
            loss.sum().backward()
            adam.step()
    return 100 * (logit * y > 0).double().mean(1)


# endregion
