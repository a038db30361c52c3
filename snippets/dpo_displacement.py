import torch
from torch.nn.functional import logsigmoid

torch.set_default_dtype(torch.float64)

# output embeddings: chosen, rejected, and some third answer
answers = torch.tensor([[1.0, 0.0], [1.0, 1.0], [0.0, -2.0]])
hidden = torch.tensor([1.0, 0.0], requires_grad=True)
reference = (answers @ hidden).log_softmax(0).detach()

for step in range(101):
    logp = (answers @ hidden).log_softmax(0)
    margin = (logp - reference)[0] - (logp - reference)[1]
    loss = -logsigmoid(0.5 * margin)
    if step % 50 == 0:
        p = ", ".join(f"{q:.2f}" for q in logp.exp().tolist())
        print(f"loss {loss.item():.2f}  p = {p}")
    (gradient,) = torch.autograd.grad(loss, hidden)
    hidden = (hidden - 0.2 * gradient).detach().requires_grad_()
