using System.Numerics;
using Pipelines.Model.MeanFieldHinge.Losses;
using Pipelines.Model.MeanFieldHinge.Training.Kernels;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.Tests.Numerics.Kernels;

/// <summary>The fused pass against plain loops, for shapes around every tile edge.</summary>
public class HingePassTests
{
    private const double Scale = 1.3, Margin = 0.02;

    public static TheoryData<int, int, int> Shapes
    {
        get
        {
            var shapes = new TheoryData<int, int, int>();
            foreach (var n in (int[])[1, 2, 11, 12, 13, 95, 96, 97, 200]) shapes.Add(n, 7, 17);
            foreach (var d in (int[])[1, 2, 9, 10, 11, 19, 20, 21, 37, 63, 64, 65, 127, 128, 129, 261]) shapes.Add(50, d, 33);
            foreach (var m in (int[])[1, 2, 15, 16, 17, 31, 32, 33, 64, 65]) shapes.Add(40, 5, m);
            shapes.Add(1000, 13, 21);
            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Double_outputs_and_gradient_agree_with_plain_loops(int n, int d, int m) => Compare<double>(n, d, m, 1e-13);

    // A sum of up to 1000 terms of order one in single precision: a few hundred half-ulps of 6e-8 at most.
    [Theory]
    [MemberData(nameof(Shapes))]
    public void Float_outputs_and_gradient_agree_with_plain_loops(int n, int d, int m) => Compare<float>(n, d, m, 2e-5);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(8)]
    public void Any_thread_count_gives_the_same_bits(int threads)
    {
        var task = new Task<float>(1500, 10, 40);
        var (one, many) = (new HingePass<float>(task.Layout, 1), new HingePass<float>(task.Layout, threads));
        var (a, b) = (new float[1500], new float[1500]);
        Assert.Equal(one.Gradient(task.Examples, task.Weights, a), many.Gradient(task.Examples, task.Weights, b));
        Assert.Equal(a, b);
        Assert.True(one.Sum.SequenceEqual(many.Sum));
        Assert.Equal(one.Outputs(task.Inputs, task.Weights), many.Outputs(task.Inputs, task.Weights));
    }

    [Fact]
    public void The_output_of_an_example_does_not_depend_on_its_neighbours()
    {
        var task = new Task<float>(300, 10, 40);
        var pass = new HingePass<float>(task.Layout, 1);
        var whole = new float[300];
        pass.Gradient(task.Examples, task.Weights, whole);
        var part = new float[300];
        int[] rows = [299, 7, 100];
        pass.Gradient(task.Examples with { Rows = rows }, task.Weights, part);
        foreach (var row in rows) Assert.Equal(whole[row], part[row]);
        Assert.Equal(3, part.Count(output => output != 0));
    }

    [Fact]
    public void A_number_that_is_not_finite_reaches_the_totals()
    {
        var task = new Task<float>(30, 4, 3);
        task.Weights.Inner[0] = float.NaN;
        var totals = new HingePass<float>(task.Layout, 1).Gradient(task.Examples, task.Weights, new float[30]);
        Assert.True(double.IsNaN(totals.Loss));
    }

    [Fact]
    public void Packing_and_unpacking_give_the_weights_back()
    {
        var task = new Task<double>(1, 23, 37);
        Assert.Equal(task.Inner, task.Weights.InnerWeights());
        Assert.Equal(task.Outer, task.Weights.OuterWeights());
    }

    private static void Compare<T>(int n, int d, int m, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var task = new Task<T>(n, d, m);
        var pass = new HingePass<T>(task.Layout, 1);
        var outputs = new T[n];
        var totals = pass.Gradient(task.Examples, task.Weights, outputs);
        var packed = new T[m * d];
        task.Layout.UnpackInto(pass.Sum, packed);
        var (expectedOutputs, expectedSum, hinge, unsatisfied) = task.Plain(outputs);
        for (var i = 0; i < n; i++) Assert.Equal(expectedOutputs[i], double.CreateTruncating(outputs[i]), tolerance);
        for (var i = 0; i < m * d; i++) Assert.Equal(expectedSum[i], double.CreateTruncating(packed[i]), tolerance * n);
        Assert.Equal(hinge, totals.Loss, tolerance * n);
        Assert.Equal(unsatisfied, totals.Unsatisfied);
    }

    private sealed class Task<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public Task(int n, int d, int m)
        {
            var key = RandomKey.FromSeed(7);
            (Inputs, Inner) = (Normal(n, d, key.Fork("inputs")), Normal(m, d, key.Fork("inner")));
            Outer = DenseVector<T>.Copy(Normal(1, m, key.Fork("outer")).Span);
            Labels = DenseVector<T>.Create(n, Inputs, static (y, x) =>
            {
                for (var i = 0; i < y.Length; i++) y[i] = T.IsNegative(x[i, 0]) ? -T.One : T.One;
            });
            var initial = DenseVector<T>.Copy(Normal(1, n, key.Fork("initial")).Span);
            Examples = new(Inputs, Labels, initial, null, Scale, Margin, MarginFunction.Of(new MarginLoss.LinearHinge()));
            Layout = HingeLayout.For<T>(d, m);
            Weights = new(Layout);
            Weights.Load(Outer, Inner);
        }

        public DenseMatrix<T> Inputs { get; }

        public DenseMatrix<T> Inner { get; }

        public DenseVector<T> Outer { get; }

        public DenseVector<T> Labels { get; }

        public HingeExamples<T> Examples { get; }

        public HingeLayout Layout { get; }

        public HingeWeights<T> Weights { get; }

        /// <summary>Plain loops in double; whether an example is unsatisfied is taken from the tested outputs, which may round to the other
        /// side.</summary>
        public (double[] Outputs, double[] Sum, double Hinge, long Unsatisfied) Plain(T[] tested)
        {
            var (n, d, m) = (Inputs.Rows, Inputs.Columns, Outer.Length);
            var (outputs, sum, hinge, unsatisfied) = (new double[n], new double[m * d], 0.0, 0L);
            for (var e = 0; e < n; e++)
            {
                var label = double.CreateTruncating(Labels[e]);
                outputs[e] = -double.CreateTruncating(Examples.InitialOutputs[e]);
                for (var i = 0; i < m; i++) outputs[e] += double.CreateTruncating(Outer[i]) * Math.Max(0, Dot(e, i)) / (m * Math.Sqrt(d));
                var slack = Margin - (Scale * label * double.CreateTruncating(tested[e]));
                if (slack <= 0) continue;
                (hinge, unsatisfied) = (hinge + slack, unsatisfied + 1);
                for (var i = 0; i < m; i++)
                    for (var k = 0; k < d; k++) sum[(i * d) + k] += Dot(e, i) > 0 ? label * double.CreateTruncating(Inputs[e, k]) : 0;
            }
            return (outputs, sum, hinge, unsatisfied);
        }

        private double Dot(int example, int unit)
        {
            var sum = T.Zero;
            for (var k = 0; k < Inputs.Columns; k++) sum = T.FusedMultiplyAdd(Inputs[example, k], Inner[unit, k], sum);
            return double.CreateTruncating(sum);
        }

        private static DenseMatrix<T> Normal(int rows, int columns, RandomKey key) =>
            DenseMatrix<T>.Create(rows, columns, key, static (target, stream) =>
            {
                var numbers = new double[target.Length];
                Gaussian.FillInto(stream, 0, numbers);
                for (var i = 0; i < target.Length; i++) target[i] = T.CreateTruncating(numbers[i]);
            });
    }
}
