import torch
from torch.nn.functional import logsigmoid

torch.set_default_dtype(torch.float64)


def dpo_loss(chosen, rejected, ref_chosen, ref_rejected, beta):
    margin = (chosen - ref_chosen) - (rejected - ref_rejected)
    return -logsigmoid(beta * margin)


# summed log-probabilities of whole answers under the frozen reference
ref_c, ref_r = torch.tensor(-40.0), torch.tensor(-38.0)

print("beta margin  loss  d/dchosen  d/drejected")
for beta in (0.1, 0.5):
    for margin in (-8.0, 0.0, 8.0):
        chosen = (ref_c + margin / 2).requires_grad_()
        rejected = (ref_r - margin / 2).requires_grad_()
        loss = dpo_loss(chosen, rejected, ref_c, ref_r, beta)
        loss.backward()
        up, down = chosen.grad.item(), rejected.grad.item()
        row = f"{beta:4} {margin:6.1f} {loss.item():5.3f}"
        print(f"{row} {up:10.3f} {down:12.3f}")
