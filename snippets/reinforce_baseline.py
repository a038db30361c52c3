import torch

z = torch.tensor([0.0, 1.0, 2.0])
p = z.softmax(0)
reward = torch.tensor([9.0, 10.0, 11.0])


def estimate(baseline):
    score = torch.eye(3) - p  # rows: grad log p
    g = score * (reward - baseline)[:, None]
    mean = p @ g
    variance = p @ (g - mean).square().sum(1)
    return mean, variance


plain, noisy = estimate(0)
better, calm = estimate(p @ reward)
gap = (plain - better).abs().max()
print("same mean:", bool(gap < 1e-5))
print(f"variance: {noisy:.1f} -> {calm:.2f}")
