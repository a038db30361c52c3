import torch
from torch import nn
from torch.nn.functional import cross_entropy, normalize

torch.set_num_threads(1)  # small tensors: threads would only wait for each other
torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
mix = torch.randn(16, 16) / 4


def two_views(n):
    """Return the same 4-D content twice, each time with fresh 12-D nuisance."""
    content = torch.randn(n, 4)
    return [torch.cat([content, torch.randn(n, 12)], 1) @ mix for _ in range(2)]


# region loss
def nt_xent(a, b, tau=0.2):
    n = len(a)
    z = normalize(torch.cat([a, b]), dim=1)  # 2n points on the unit sphere
    sim = z @ z.T / tau
    sim.fill_diagonal_(-torch.inf)  # nobody is its own candidate
    partner = torch.arange(2 * n).roll(n)  # row i must pick i + n mod 2n
    return cross_entropy(sim, partner)


encoder = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 8))
optimizer = torch.optim.Adam(encoder.parameters(), lr=3e-3)
unseen = two_views(64)


def report(step):
    a, b = (normalize(encoder(v), dim=1) for v in unseen)
    cos = (a @ b.T).detach()
    found = (cos.argmax(1) == torch.arange(64)).sum().item()
    print(f"step {step:3}: loss {nt_xent(a, b):.1f}, ", end="")
    print(f"positives cos {cos.diag().mean():.2f}, partner found {found}/64")


report(0)
for _ in range(300):
    loss = nt_xent(*(encoder(v) for v in two_views(128)))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
report(300)
# endregion
