import torch


def advantage(rewards):
    r = torch.tensor(rewards)
    return (r - r.mean()) / (r.std() + 1e-6)


for solved in (1, 2, 4):
    group = [1.0] * solved + [0.0] * (4 - solved)
    print([f"{a:.2f}" for a in advantage(group)])
