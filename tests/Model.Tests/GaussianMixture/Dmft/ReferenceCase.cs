using System.Globalization;
using Pipelines.Model.GaussianMixture;
using Pipelines.Tests;

namespace Pipelines.Model.Tests.GaussianMixture.Dmft;

/// <summary>One CSV file of the reference: its parameters and its columns.</summary>
internal sealed class ReferenceCase
{
    private readonly Dictionary<string, double[]> _columns;
    private readonly Dictionary<string, string> _parameters;

    private ReferenceCase(Dictionary<string, string> parameters, Dictionary<string, double[]> columns) =>
        (_parameters, _columns) = (parameters, columns);

    public int Rows => _columns.First().Value.Length;

    public double[] this[string column] => _columns[column];

    public static ReferenceCase Read(string file)
    {
        var lines = File.ReadAllLines(RepositoryFiles.Reference("gaussian-mixture", file));
        var comments = lines.TakeWhile(l => l.StartsWith('#')).ToArray();
        var parameters = string.Join(' ', comments).Split([' ', ';', ','], StringSplitOptions.RemoveEmptyEntries)
            .Where(w => w.Contains('=')).GroupBy(w => w[..w.IndexOf('=')]).ToDictionary(g => g.Key, g => g.First()[(g.Key.Length + 1)..]);
        var header = lines[comments.Length].Split(',');
        var rows = lines[(comments.Length + 1)..].Select(l => l.Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray())
            .ToArray();
        return new(parameters, header.Select((name, i) => (name, rows.Select(r => r[i]).ToArray())).ToDictionary());
    }

    /// <summary>The problem that the file's first line describes.</summary>
    public MixtureProblem Problem(MixtureLoss? loss = null)
    {
        var two = !_parameters.TryGetValue("model", out var model) || model == "two";
        return new(
            two ? Mixture.TwoClusters : Mixture.ThreeClusters,
            two ? new MixtureActivation.Linear() : new MixtureActivation.Door(Number("L")),
            loss ?? new MixtureLoss.Logistic(),
            Number("alpha"),
            Number("Delta"),
            Number("lam_"),
            Number("eta"),
            _parameters.GetValueOrDefault("kind", "full") switch
            {
                "sgd" => new BatchRule.Sgd(Number("b")),
                // P(1 -> 0) = 1.08 for b = 0.1: the reference compared it with uniform numbers, which is the chain with 1.
                "persistent" when (1 - Number("b")) * Number("eta") > Number("b") * Number("tau") =>
                    new BatchRule.Chain(Number("b"), Number("eta") / Number("tau"), 1),
                "persistent" => new BatchRule.Persistent(Number("b"), Number("tau")),
                _ => new BatchRule.Full(),
            },
            Number("R"));
    }

    public double Start => Number("m0");

    private double Number(string name) => double.Parse(_parameters[name], CultureInfo.InvariantCulture);
}
