import torch

ref = torch.tensor([0.60, 0.35, 0.04, 0.01])  # answers A B C D
reward = torch.tensor([0.0, 1.0, 0.0, 3.0])  # D fools the reward model

print(" beta     A     B     C     D  reward    KL")
for beta in (10.0, 1.0, 0.5, 0.1):
    policy = (ref.log() + reward / beta).softmax(0)
    kl = (policy * (policy / ref).log()).sum()
    gain = (policy * reward).sum()
    print(f"{beta:5}", *(f"{p:5.2f}" for p in policy), end="")
    print(f"{gain:8.2f}{kl:6.2f}")
