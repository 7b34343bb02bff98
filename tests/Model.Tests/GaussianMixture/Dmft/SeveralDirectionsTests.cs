using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Dmft;
using Pipelines.Model.GaussianMixture.Dmft.Process;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;
using Pipelines.Tests;

namespace Pipelines.Model.Tests.GaussianMixture.Dmft;

/// <summary>Centres in several directions and unequal noise, against numbers of a program that was written from the specification alone.</summary>
public sealed class SeveralDirectionsTests
{
    private static readonly ImmutableArray<string> Compared =
        ["overlap1", "overlap2", "squaredNorm", "trainingLoss", "trainingAccuracy", "drift1", "curvature"];

    private static readonly ILookup<string, Entry> Entries = Read().ToLookup(e => e.Case);

    /// <summary>One number of the reference, with its error.</summary>
    private sealed record Entry(string Case, string Kind, int Step, string Quantity, double Value, double Error);

    /// <summary>A case: what is solved, and from where.</summary>
    private sealed record Setup(MixtureProblem Problem, DmftStart Start);

    public static TheoryData<string> Cases => [.. Entries.Select(g => g.Key)];

    public static TheoryData<string> Quadratic => [.. Entries.Where(g => g.Any(e => e.Kind == "exact")).Select(g => g.Key)];

    public static TheoryData<string> Simulated => [.. Entries.Where(g => g.Any(e => e.Kind == "simulation")).Select(g => g.Key)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_first_step_agrees_with_quadrature(string name)
    {
        var setup = SetupOf(name);
        var sampling = DmftSampling.For(setup.Problem, 16384, 8) with { Tangents = new TangentRule.Exact() };
        var solution = Solve(setup, new DmftMethod.CausalMarch(sampling, false), 1);
        Assert.Equal(setup.Problem.Mixture.Directions, solution.Points[0].Directions!.Overlaps.Length);
        // Five standard errors of eight replicates over some 100 comparisons.
        foreach (var entry in Entries[name].Where(e => e.Kind == "quadrature"))
        {
            var actual = entry.Quantity switch
            {
                "noiseKernel" => solution.Kernels.NoiseKernel(0, 0),
                "crossCorrelation" => solution.Kernels.Correlation(1, 0),
                _ => ValueOf(solution.Points[entry.Step], entry.Quantity),
            };
            AssertNear(entry, actual.Mean, (5 * actual.StandardError) + 1e-12);
        }
    }

    [Theory]
    [MemberData(nameof(Quadratic))]
    public void The_closed_form_agrees_with_full_matrices(string name)
    {
        var steps = Entries[name].Where(e => e.Kind == "exact").Max(e => e.Step);
        var solution = Solve(SetupOf(name), new DmftMethod.ExactQuadratic(), 12);
        // Rounding over a dozen steps of order 1.
        foreach (var entry in Entries[name].Where(e => e.Kind == "exact"))
        {
            var actual = entry.Quantity switch
            {
                "noiseKernelOfLast" => solution.Kernels.NoiseKernel(12, entry.Step),
                "memoryKernelOfLast" => solution.Kernels.MemoryKernel(12, entry.Step),
                _ => ValueOf(solution.Points[entry.Step], entry.Quantity),
            };
            AssertNear(entry, actual.Mean, 1e-12);
        }
        Assert.Equal(12, steps);
    }

    [Theory]
    [MemberData(nameof(Quadratic))]
    public void The_march_and_the_compressed_march_agree_with_the_closed_form(string name)
    {
        var setup = SetupOf(name);
        var exact = Solve(setup, new DmftMethod.ExactQuadratic(), 12);
        var sampling = DmftSampling.For(setup.Problem, 4096, 4);
        foreach (var method in (DmftMethod[])[new DmftMethod.CausalMarch(sampling, false), new DmftMethod.CompressedMarch(sampling, false)])
        {
            var solution = Solve(setup, method, 12);
            foreach (var (expected, actual) in exact.Points.Zip(solution.Points))
            {
                foreach (var quantity in Compared)
                {
                    var estimate = ValueOf(actual, quantity);
                    Assert.Equal(ValueOf(expected, quantity).Mean, estimate.Mean, (8 * estimate.StandardError) + 1e-4);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Simulated))]
    public void The_march_agrees_with_simulations(string name)
    {
        var setup = SetupOf(name);
        var steps = Entries[name].Where(e => e.Kind == "simulation").Max(e => e.Step);
        var solution = Solve(setup, new DmftMethod.CausalMarch(DmftSampling.For(setup.Problem, 4096, 4), false), steps);
        // The floors of the acceptance criterion at d = 1000.
        foreach (var entry in Entries[name].Where(e => e.Kind == "simulation"))
        {
            var actual = ValueOf(solution.Points[entry.Step], entry.Quantity);
            var floor = entry.Quantity switch
            {
                "generalisationError" => 0.002,
                "trainingAccuracy" => 0.003,
                "trainingLoss" => 0.004,
                "squaredNorm" => 0.02,
                _ => 0.01,
            };
            var error = Math.Sqrt((entry.Error * entry.Error) + (actual.StandardError * actual.StandardError));
            AssertNear(entry, actual.Mean, (5 * error) + (floor * Math.Max(1, Math.Abs(entry.Value))));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_error_of_the_best_classifier_agrees_with_drawn_samples(string name)
    {
        var problem = SetupOf(name).Problem;
        foreach (var entry in Entries[name].Where(e => e.Kind == "oracle"))
            AssertNear(entry, OracleError.Oracle(problem.Mixture, problem.NoiseLevel), (5 * entry.Error) + 1e-5);
    }

    [Fact]
    public void Free_starts_in_several_directions_are_averaged_over_their_law()
    {
        var (start, problem) = (new DmftStart.Average(400, 64), SetupOf("xor").Problem);
        var nodes = start.Overlaps(problem.InitialVariance, 2);
        var unit = problem.InitialVariance / 400;
        for (var a = 0; a < 2; a++)
        {
            Assert.Equal(0, nodes.Average(m => m[a]), 0.03 * Math.Sqrt(unit));
            Assert.Equal(1, nodes.Average(m => m[a] * m[a]) / unit, 0.1);
        }
        Assert.Equal(0, nodes.Average(m => m[0] * m[1]) / unit, 0.1);
        var method = new DmftMethod.CausalMarch(DmftSampling.For(problem, 64, 1), false);
        var few = new DmftStart.Average(400, 4);
        var solution = Solve(new(problem, few), method, 3);
        var each = few.Overlaps(problem.InitialVariance, 2).Select(m => Math.Sqrt((m[0] * m[0]) + (m[1] * m[1])));
        Assert.Equal(each.Average(), solution.Points[0].Magnetization.Mean, 1e-12);
    }

    [Fact]
    public void From_a_start_along_one_axis_the_theory_of_exclusive_or_is_that_of_three_clusters()
    {
        var expected = ReferenceCase.Read("dmft_fig3L_b1_m0-0.2.csv");
        var problem = expected.Problem() with { Mixture = ExclusiveOr };
        var start = new DmftStart.Fixed(DenseVector<double>.Copy([expected.Start, 0]));
        var solution = Solve(new(problem, start), new DmftMethod.CausalMarch(DmftSampling.For(problem, 8192, 4), false), 15);
        foreach (var point in solution.Points)
        {
            void Near(string column, Estimate actual, double slack) =>
                Assert.Equal(expected[column][point.Step], actual.Mean, (8 * (actual.StandardError + expected[$"{column}_se"][point.Step])) + slack);
            Near("m", ValueOf(point, "overlap1"), 1e-3);
            Near("C", point.SquaredNorm, 1e-3);
            Near("eps_gen", point.GeneralisationError, 3e-4);
            Near("train_loss", point.TrainingLoss, 1e-3);
            Assert.Equal(0, ValueOf(point, "overlap2").Mean, (8 * ValueOf(point, "overlap2").StandardError) + 1e-3);
        }
    }

    [Fact]
    public void All_methods_run_in_two_directions_and_resume_with_the_same_bits()
    {
        var setup = SetupOf("unequal-door");
        var sampling = DmftSampling.For(setup.Problem, 512, 2);
        var march = Solve(setup, new DmftMethod.CausalMarch(sampling, false), 8);
        var iteration = Solve(setup, new DmftMethod.DampedIteration(sampling, Tolerance: 1e-11), 8);
        foreach (var (a, b) in march.Points.Zip(iteration.Points))
        {
            Assert.Equal(ValueOf(a, "overlap2").Mean, ValueOf(b, "overlap2").Mean, 1e-8);
            Assert.Equal(a.SquaredNorm.Mean, b.SquaredNorm.Mean, 1e-8);
        }
        foreach (var method in (DmftMethod[])[new DmftMethod.CausalMarch(sampling), new DmftMethod.CompressedMarch(sampling)])
        {
            var problem = new DmftProblem(setup.Problem, setup.Start, 8);
            var run = DmftSolver.Start(problem, method, RandomKey.FromSeed(5));
            while (run.Solved()[0] < 1) run = run.Advance(3, 2);
            var resumed = DmftSolver.Resume(problem, method, RandomKey.FromSeed(5), default, run.Solved());
            while (!resumed.IsFinished) resumed = resumed.Advance(5, 3);
            Assert.Equal(Solve(setup, method, 8).Points, resumed.Solution().Points);
        }
    }

    [Fact]
    public void A_noise_level_that_every_cluster_names_has_the_bits_of_one_that_the_problem_has()
    {
        foreach (var activation in (MixtureActivation[])[new MixtureActivation.Linear(), new MixtureActivation.Door(0.7)])
        {
            var plain = SetupOf("xor").Problem with { Activation = activation, Mixture = Mixture.ThreeClusters, Batch = new BatchRule.Sgd(0.5) };
            DmftSolution Of(MixtureProblem problem) => Solve(
                new(problem, new DmftStart.Fixed(0.3)), new DmftMethod.CausalMarch(DmftSampling.For(problem, 512, 2), false), 6);
            var expected = Of(plain);
            // All of them, and only one of two that are mirror images of each other.
            foreach (var naming in (int[])[3, 2])
            {
                var named = plain with
                {
                    Mixture = new([.. plain.Mixture.Components.Select((c, i) => i < naming ? c with { NoiseLevel = plain.NoiseLevel } : c)]),
                };
                Assert.Equal(expected.Points, Of(named).Points);
                Assert.Equal(OracleError.Oracle(plain.Mixture, plain.NoiseLevel), OracleError.Oracle(named.Mixture, plain.NoiseLevel));
            }
            Assert.Null(expected.Points[0].Directions);
        }
    }

    [Fact]
    public void Corners_are_solved()
    {
        MixtureComponent Of(double[] centre, int label, double probability, double? noise) =>
            new(DenseVector<double>.Copy(centre), label, probability) { NoiseLevel = noise };
        Mixture[] corners =
        [
            new([Of([0, 0, 0, 0], 1, 1, null)]), new([Of([0, 0], 1, 0.5, 1e-6), Of([0, 0], -1, 0.5, 1e3)]),
            new([Of([-0.0, 1], 1, 0.5, 1), Of([0, 1], 1, 0.5, 1)]),
        ];
        foreach (var mixture in corners)
        {
            var problem = SetupOf("three").Problem with { Mixture = mixture, LearningRate = 0.001 };
            var start = new DmftStart.Fixed(DenseVector<double>.Zeros(mixture.Directions));
            var solution = Solve(new(problem, start), new DmftMethod.CausalMarch(DmftSampling.For(problem, 256, 2), false), 5);
            Assert.Equal(6, solution.Points.Length);
            Assert.All(solution.Points, p => Assert.InRange(p.GeneralisationError.Mean, 0, 1));
        }
    }

    /// <summary>Clusters at ±e_1 with label +1 and at ±e_2 with label −1.</summary>
    private static Mixture ExclusiveOr => SetupOf("xor").Problem.Mixture;

    private static DmftSolution Solve(Setup setup, DmftMethod method, int steps) =>
        DmftSolver.Solve(new(setup.Problem, setup.Start, steps), method, RandomKey.FromSeed(5), 2);

    private static Estimate ValueOf(DmftPoint point, string quantity)
    {
        var place = quantity[^1] - '1';
        return quantity switch
        {
            "squaredNorm" => point.SquaredNorm,
            "generalisationError" => point.GeneralisationError,
            "trainingLoss" => point.TrainingLoss,
            "trainingAccuracy" => point.TrainingAccuracy,
            "curvature" => point.Curvature,
            _ when quantity.StartsWith("drift", StringComparison.Ordinal) =>
                new(point.Directions!.Drifts[place], point.Directions.DriftErrors[place]),
            _ => new(point.Directions!.Overlaps[place], point.Directions.OverlapErrors[place]),
        };
    }

    private static void AssertNear(Entry entry, double actual, double allowed) => Assert.True(
        Math.Abs(entry.Value - actual) <= allowed, $"{entry.Quantity} at step {entry.Step}: {actual}, not {entry.Value}, more than {allowed} off");

    private static Setup SetupOf(string name)
    {
        var root = JsonDocument.Parse(Problems[name]).RootElement;
        double Number(string key) => root.GetProperty(key).GetDouble();
        var clusters = root.GetProperty("clusters").EnumerateArray().Select(c => new MixtureComponent(
            Vector(c[0]), c[1].GetInt32(), c[2].GetDouble())
        { NoiseLevel = c[3].ValueKind == JsonValueKind.Null ? null : c[3].GetDouble() });
        var problem = new MixtureProblem(
            new([.. clusters]),
            Number("door") > 0 ? new MixtureActivation.Door(Number("door")) : new MixtureActivation.Linear(),
            root.GetProperty("loss").GetString() == "quadratic" ? new MixtureLoss.Quadratic() : new MixtureLoss.Logistic(),
            Number("alpha"), Number("Delta"), Number("lam"), Number("eta"),
            Number("b") == 1 ? new BatchRule.Full() : new BatchRule.Sgd(Number("b")), Number("R"));
        return new(problem, new DmftStart.Fixed(Vector(root.GetProperty("m0"))));
    }

    private static DenseVector<double> Vector(JsonElement numbers) =>
        DenseVector<double>.Copy([.. numbers.EnumerateArray().Select(n => n.GetDouble())]);

    private static Dictionary<string, string> Problems { get; } = Lines()
        .Where(l => l.Split(',')[1] == "problem")
        .ToDictionary(l => l.Split(',')[0], l => l[(l.IndexOf('"') + 1)..l.LastIndexOf('"')].Replace("\"\"", "\"", StringComparison.Ordinal));

    private static IEnumerable<Entry> Read() =>
        from line in Lines()
        let fields = line.Split(',')
        where fields[1] != "problem"
        select new Entry(fields[0], fields[1], int.Parse(fields[2], CultureInfo.InvariantCulture), fields[3],
            double.Parse(fields[4], CultureInfo.InvariantCulture), double.Parse(fields[5], CultureInfo.InvariantCulture));

    private static string[] Lines() => File.ReadAllLines(RepositoryFiles.Reference("gaussian-mixture", "several_directions.csv"))[1..];
}
