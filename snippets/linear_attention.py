import torch

torch.manual_seed(0)
n, d = 256, 16
Q, K, V = torch.rand(3, n, d)

scores = (Q @ K.T).tril()  # all at once
whole = scores @ V / scores.sum(-1, keepdim=True)

S, z, out = torch.zeros(d, d), torch.zeros(d), []
for i in range(n):  # token by token
    q, k, v = Q[i], K[i], V[i]
    S = S + torch.outer(k, v)
    z = z + k
    out.append(q @ S / (q @ z))

print(torch.allclose(torch.stack(out), whole))
print("state:", S.numel() + z.numel())
print("KV cache:", K.numel() + V.numel())
