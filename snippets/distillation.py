import torch
from torch.nn.functional import cross_entropy

teacher = torch.tensor([8.0, 4.0, 0.0])
print(" T  second class  gradient  x T^2")
for T in (1, 4, 16):
    student = torch.zeros(3, requires_grad=True)
    soft = (teacher / T).softmax(0)
    cross_entropy(student / T, soft).backward()
    g = student.grad.norm()
    print(f"{T:2}  {soft[1]:12.2f}  {g:8.3f}", end="")
    print(f"  {g * T**2:5.1f}")
