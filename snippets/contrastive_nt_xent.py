import torch
from torch.nn.functional import cross_entropy, normalize

torch.set_num_threads(1)  # small tensors: threads would only wait for each other
torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
mix = torch.randn(16, 64) / 8


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


encoder = torch.randn(64, 8).requires_grad_()  # linear is enough here
unseen = two_views(64)


def report(step):
    a, b = (normalize(v @ encoder, dim=1) for v in unseen)
    cos = (a @ b.T).detach()
    found = (cos.argmax(1) == torch.arange(64)).sum().item()
    print(f"step {step:3}: loss {nt_xent(a, b):.1f}, ", end="")
    print(f"positives cos {cos.diag().mean():.2f}, partner found {found}/64")


report(0)
for _ in range(100):
    loss = nt_xent(*(v @ encoder for v in two_views(64)))
    (gradient,) = torch.autograd.grad(loss, encoder)
    encoder.data -= 3 * gradient
report(100)
# endregion
