"""A step on the hinge loss in PyTorch, in blocks of examples whose size is found by trial: gradient by hand (default) or by automatic
differentiation. PyTorch's own threads share each block."""
import torch
from contestant import fastest, serve, settings

s = settings(examples=100_000, inputs=100, units=400, steps=4, threads=2, precision="float", autograd=0, rate=1e-3)
n, d, m = s["examples"], s["inputs"], s["units"]
torch.set_num_threads(s["threads"])
kind = torch.float32 if s["precision"] == "float" else torch.float64
generator = torch.Generator().manual_seed(1)
x = torch.randn(n, d, dtype=kind, generator=generator)
y = torch.where(x[:, 0] < 0, -1.0, 1.0).to(kind)
initial = torch.randn(m, dtype=kind, generator=generator), torch.randn(m, d, dtype=kind, generator=generator)
scale = 1 / (m * d**0.5)


def by_hand(a, w, start, block):
    """The sums over unsatisfied examples of step(w.x) y x, from which both gradients follow."""
    total, z = torch.zeros(m, d, dtype=kind), torch.empty(block, m, dtype=kind)
    for first in range(0, n, block):
        rows = x[first : first + block]
        h = torch.mm(rows, w.T, out=z[: len(rows)]).clamp_(min=0)
        f = torch.mv(h, a).mul_(scale).sub_(start[first : first + block])
        labels = y[first : first + block]
        slope = torch.where(labels * f < 1, labels, torch.zeros((), dtype=kind))
        total.addmm_(h.sign_().T, rows * slope[:, None])
    return (w * total).sum(1), a[:, None] * total


def by_autograd(a, w, start, block):
    a, w = a.detach().requires_grad_(), w.detach().requires_grad_()
    for first in range(0, n, block):
        f = torch.relu(x[first : first + block] @ w.T) @ a * scale - start[first : first + block]
        torch.relu(1 - y[first : first + block] * f).sum().backward()
    return -a.grad / scale, -w.grad / scale


gradient = by_autograd if s["autograd"] else by_hand
with torch.no_grad():
    start = torch.relu(x @ initial[1].T) @ initial[0] * scale
block = fastest((512, 1024, 2048, 4096, 8192), lambda size: gradient(*initial, start, size))


def run():
    a, w = initial
    rate = s["rate"] / (n * m * d**0.5)
    for _ in range(s["steps"]):
        grad_a, grad_w = gradient(a, w, start, block)
        a, w = a + rate * grad_a, w + rate * grad_w


serve(run, s["steps"], 4.0 * n * d * m)
