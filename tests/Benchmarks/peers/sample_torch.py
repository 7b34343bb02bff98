"""The same descent by PyTorch's automatic differentiation, float64."""
import torch
from contestant import serve, settings

s = settings(units=200, inputs=20, examples=400, steps=200, rate=1e-3, threads=1)
torch.set_num_threads(s["threads"])
m, d, n = s["units"], s["inputs"], s["examples"]
generator = torch.Generator().manual_seed(1)
x = torch.randn(n, d, dtype=torch.float64, generator=generator)
y = torch.relu(x[:, 0])
inner = torch.randn(m, d, dtype=torch.float64, generator=generator)
start = torch.zeros(m, dtype=torch.float64), inner / inner.norm(dim=1, keepdim=True)


def run():
    a, b = (value.clone().requires_grad_() for value in start)
    for _ in range(s["steps"]):
        risk = torch.square(torch.relu(x @ b.T) @ a - y).mean()
        grad_a, grad_b = torch.autograd.grad(risk, (a, b))
        with torch.no_grad():
            a -= s["rate"] * grad_a
            b -= s["rate"] * grad_b


serve(run, s["steps"], 4.0 * n * m * d)
