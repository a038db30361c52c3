import torch
from torch import nn

layer = nn.Linear(100, 100, bias=False).bfloat16()
w = layer.weight
layer(torch.ones(100).bfloat16()).sum().backward()

master = w.detach().float()
master.grad = w.grad.float()
opt = torch.optim.Adam([master])
opt.step()
moments = opt.state[master]

kept = {
    "weight": w,
    "gradient": w.grad,
    "master": master,
    "m": moments["exp_avg"],
    "v": moments["exp_avg_sq"],
}
for name, tensor in kept.items():
    print(name, tensor.element_size())
total = sum(t.nbytes for t in kept.values())
print("bytes a parameter:", total // w.numel())
