using System.Text;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Data;
using Pipelines.Model.Inputs.Given;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;
using Pipelines.Stages.GaussianMixture;

namespace Pipelines.Stages.Tests.GaussianMixture;

/// <summary>Simulations that are fed exactly known numbers from files.</summary>
public sealed class GivenMixtureTests
{
    private const int Dimension = 3;
    private const int Steps = 4;

    private const string Data = """
        label,x0,x1,x2
        1,0.5,1.25,-0.25
        -1,-1,0.5,-0.75
        1,2,-0.5,0.125
        1,0.75,0.5,1
        -1,-0.25,-1.5,0.5
        -1,-2,0.25,-1
        """;

    private const string Weights = "w\n0.5\n-0.25\n0.125\n";

    private const string Masks = "a,b,c,d,e,f\n1,0,1,1,0,1\n0,1,1,0,1,0\n1,1,1,1,1,1\n0,0,0,0,0,1\n";

    private static readonly MixtureSettings Given = Samples.Two with
    {
        Dataset = new MixtureDatasetSettings.TwoClusters(Dimension, 2, 0.5),
        Training = Samples.Two.Training with { Steps = Steps, Seeds = 1, Ridge = 0.1 },
        Theory = new MixtureTheorySettings.March(64, 2),
        Record = new(Every: 1),
        Given = new("data.csv", Weights: "weights.csv", Masks: "masks.csv"),
    };

    [Fact]
    public void A_run_on_given_numbers_is_the_recursion_written_out()
    {
        var simulation = Rows.Of(Samples.Run(Given, context: Context()), "simulation");
        var (table, masks) = (Read(Data).Values, Read(Masks).Values);
        double[] w = [0.5, -0.25, 0.125];
        for (var k = 0; k <= Steps; k++)
        {
            Assert.Equal(w.Sum() / Dimension, simulation.Number("magnetization", k), 1e-14);
            Assert.Equal(w.Sum(x => x * x) / Dimension, simulation.Number("squaredNorm", k), 1e-14);
            if (k < Steps) w = Descend(w, table, masks, k);
        }
    }

    /// <summary>w - eta (lambda w + sum s Lambda' x / sqrt(d)), Lambda' = -y / (1 + e^(y r)).</summary>
    private static double[] Descend(double[] w, DenseMatrix<double> table, DenseMatrix<double> masks, int step)
    {
        var next = w.Select(x => x * (1 - (0.2 * 0.1))).ToArray();
        for (var row = 0; row < table.Rows; row++)
        {
            var x = table.Row(row)[1..].ToArray();
            var (y, r) = (table[row, 0], x.Zip(w, (a, b) => a * b).Sum() / Math.Sqrt(Dimension));
            var force = -y / (1 + Math.Exp(y * r)) * masks[step, row];
            for (var i = 0; i < Dimension; i++) next[i] -= 0.2 * force * x[i] / Math.Sqrt(Dimension);
        }
        return next;
    }

    [Fact]
    public void A_data_set_that_is_written_down_and_given_gives_the_same_simulation()
    {
        var drawn = MixtureSampling.Draw<double>(Mixture.TwoClusters, 0.5, 6, Dimension, RandomKey.FromSeed(3), 1);
        var text = new StringBuilder("x0,x1,x2,side\n");
        for (var row = 0; row < 6; row++)
            text.AppendJoin(',', drawn.Inputs.Row(row).ToArray().Append(drawn.Labels[row]).Select(x => FormattableString.Invariant($"{x:R}")))
                .Append('\n');
        Assert.Equal(drawn, GivenMixture.Samples<double>(LabelledTable.Of(Read(text.ToString()), new("side"))));
    }

    [Fact]
    public void Content_makes_the_key_and_the_path_does_not()
    {
        Digest KeyOf(string data, string path) => Samples.Node(
            Given with { Given = Given.Given with { Samples = path } }, "simulation", Context(data, path)).Key;
        Assert.Equal(KeyOf(Data, "data.csv"), KeyOf(Data, "elsewhere/data.csv"));
        Assert.NotEqual(KeyOf(Data, "data.csv"), KeyOf(Data.Replace("1.25", "1.26", StringComparison.Ordinal), "data.csv"));
    }

    public static TheoryData<string, string, string, string> Unfit => new()
    {
        { Data.Replace("label", "side", StringComparison.Ordinal), Weights, Masks, "no column 'label'" },
        { Data.Replace("-1,-1,0.5", "0,-1,0.5", StringComparison.Ordinal), Weights, Masks, "write one kind" },
        { Data + "\n1,0,0,0", Weights, Masks, "7 rows" },
        { Data.Replace("2,-0.5", "nan,-0.5", StringComparison.Ordinal), Weights, Masks, "finite" },
        { Data, "w\n1\n2\n", Masks, "2 weights" },
        { Data, "w,v\n1,1\n2,1\n3,1", Masks, "one column" },
        { Data, Weights, Masks.Replace("0,0,0,0,0,1\n", "", StringComparison.Ordinal), "3 steps" },
        { Data, Weights, Masks.Replace("0,0,0,0,0,1", "0,0,2,0,0,1", StringComparison.Ordinal), "neither 0 nor 1" },
        { Data, Weights, "a\n1\n1\n1\n1\n", "masks of 1 samples" },
    };

    [Theory]
    [MemberData(nameof(Unfit))]
    public void Files_that_do_not_fit_are_refused_with_what_does_not(string data, string weights, string masks, string word)
    {
        var simulation = Samples.Node(Given, "simulation", Context(data, "data.csv", weights, masks));
        var reasons = simulation.Inputs.OfType<ValueNode>().Select(Refusal).OfType<string>();
        Assert.Contains(word, Assert.Single(reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error_of_the_experiment()
    {
        var refused = Assert.IsType<PointPlan.Refused>(MixtureSystem.Definition.Plan(
            Given with { Given = Given.Given with { Masks = "absent.csv" } }, Context()));
        Assert.Equal("given.masks", refused.Setting);
        Assert.Contains("absent.csv", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>The runtime turns this exception into a refusal.</summary>
    private static string? Refusal(ValueNode node)
    {
        try
        {
            _ = node.Compute(new(System.Collections.Immutable.ImmutableDictionary<Digest, object>.Empty), 1);
            return null;
        }
        catch (GivenFileException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>A table written down in short; how files of numbers are read is tested where that is done.</summary>
    private static NumericTable Read(string text)
    {
        string[][] lines = [.. text.TrimEnd().Split('\n').Select(l => l.Split(','))];
        double[] values = [.. lines.Skip(1).SelectMany(l => l).Select(v => double.Parse(v, System.Globalization.CultureInfo.InvariantCulture))];
        return new([.. lines[0]], DenseMatrix<double>.Copy(lines.Length - 1, lines[0].Length, values));
    }

    private static PointContext Context(string data = Data, string path = "data.csv", string weights = Weights, string masks = Masks) =>
        new(7, 0, name =>
    {
        var text = name == path ? data : name == "weights.csv" ? weights : name == "masks.csv" ? masks : null;
        var bytes = Encoding.UTF8.GetBytes(text ?? "");
        return new(name, text is null ? null : Digest.Of(bytes), () => bytes, _ => Read(text!), _ => throw new NotSupportedException());
    });
}
