#!/usr/bin/env bash
# Package: MathNet.Numerics 5.0.0.
# Expected: Entropy is minus the integral of p log p, in nats, for every distribution.
# Happens: of Pareto and Dirichlet it has the wrong sign, of Geometric it is in bits, of Poisson with a small mean it
#   is an expansion for large ones.
# Seen 2026-11-29: Pareto(1, 5) 0.409 (correct -0.409), Dirichlet(1, 1, 1) 0.693 (-0.693), Geometric(0.3) 2.938
#   (2.036), Poisson(0.8) 1.035 (1.178).
# Met by: anyone who reports information measures of fitted distributions side by side.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir data
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/data" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > probe.cs <<'END'
#:package MathNet.Numerics@5.0.0
#:property PublishAot=false
using MathNet.Numerics.Distributions;
double Sum(IDiscreteDistribution law) => -Enumerable.Range(0, 500).Select(law.Probability).Where(p => p > 0).Sum(p => p * Math.Log(p));
var (pareto, paretoTrue) = (new Pareto(1, 5).Entropy, Math.Log(1.0 / 5) + 1.0 / 5 + 1);
var (dirichlet, dirichletTrue) = (new Dirichlet([1.0, 1, 1]).Entropy, -Math.Log(2));
var (geometric, poisson) = (new Geometric(0.3), new Poisson(0.8));
Console.WriteLine($"Pareto(1, 5): {pareto:f3}, correct {paretoTrue:f3}; Dirichlet(1, 1, 1): {dirichlet:f3}, correct {dirichletTrue:f3}");
Console.WriteLine($"Geometric(0.3): {geometric.Entropy:f3}, correct {Sum(geometric):f3}");
Console.WriteLine($"Poisson(0.8): {poisson.Entropy:f3}, correct {Sum(poisson):f3}");
return pareto * paretoTrue < 0 && dirichlet * dirichletTrue < 0 && geometric.Entropy > Sum(geometric) + 0.5 ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
