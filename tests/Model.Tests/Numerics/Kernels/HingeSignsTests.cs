using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Pipelines.Model.MeanFieldHinge.Losses;
using Pipelines.Model.MeanFieldHinge.Training.Kernels;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;
using Pipelines.Tests;

namespace Pipelines.Model.Tests.Numerics.Kernels;

/// <summary>Test examples that are not looked at must have the sign that a look would show, however the parameters jump.</summary>
public class HingeSignsTests
{
    private const int Examples = 130, Steps = 12;

    /// <summary>Jumps from nothing at all to many times the weights, along one direction, at random, of the outer weights alone, and back
    /// again.</summary>
    private static readonly Arbitrary<(int Seed, double[] Jumps)> Walks = Arb.From(
        from seed in Gen.Choose(0, 1 << 20)
        from jumps in Gen.ArrayOf(Gen.Elements(0, 1e-9, 1e-5, 1e-3, 1e-2, -1e-2, 0.3, -0.3, 40), Steps)
        select (seed, jumps));

    [Fact]
    public void Signs_are_those_of_a_look_at_every_example_in_double_precision() => Check.One(
        Cases.Of(150), Prop.ForAll(Walks, walk => Follow<double>(walk.Seed, walk.Jumps)));

    [Fact]
    public void Signs_are_those_of_a_look_at_every_example_in_single_precision() => Check.One(
        Cases.Of(150), Prop.ForAll(Walks, walk => Follow<float>(walk.Seed, walk.Jumps)));

    [Fact]
    public void Small_steps_leave_most_examples_alone()
    {
        var walk = new Walk<double>(5);
        walk.Jump(0.3);
        walk.Look();
        for (var step = 0; step < 10; step++)
        {
            walk.Jump(1e-4);
            walk.Look();
        }
        Assert.InRange(walk.Unmoved, 0.8 * Examples, Examples);
    }

    [Fact]
    public void A_tie_is_never_certain()
    {
        var walk = new Walk<double>(6);
        walk.Look();
        Assert.All(Enumerable.Range(0, Examples), row => Assert.False(walk.Set.IsSurelyBeyond(row)));
    }

    private static void Follow<T>(int seed, double[] jumps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var walk = new Walk<T>(seed);
        foreach (var jump in jumps)
        {
            walk.Jump(jump);
            walk.Look();
            Assert.Equal(walk.Fresh().Select(f => T.Sign(f)), walk.Outputs.Select(f => T.Sign(f)));
        }
    }

    private sealed class Walk<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private const int Inputs = 7, Units = 19;
        private readonly HingeLayout _layout = HingeLayout.For<T>(Inputs, Units);
        private readonly HingeResidual<T> _rest;
        private readonly HingePass<T> _pass;
        private readonly HingeExamples<T> _examples;
        private readonly T[] _direction = new T[Inputs];
        private readonly RandomKey _key;
        private HingeWeights<T> _weights;
        private int _jumps;

        public Walk(int seed)
        {
            _key = RandomKey.FromSeed((ulong)seed);
            (_pass, _rest) = (new(_layout, 1), new(_layout));
            _weights = new(_layout);
            _direction[0] = T.One;
            var inputs = DenseMatrix<T>.Create(Examples, Inputs, _key.Fork("inputs"), static (target, key) => Normal<T>(key, target));
            Normal(_key.Fork("outer"), _weights.Outer[..Units]);
            var inner = new T[Units * Inputs];
            Normal<T>(_key.Fork("inner"), inner);
            _layout.PackInto<T>(inner, _weights.Inner);
            Set = HingeActiveSet.For<T>(inputs, 1, 0, _direction, _layout, 1);
            Set.Begin(_weights);
            _examples = new(inputs, DenseVector<T>.Copy(new T[Examples]), _pass.Outputs(inputs, _weights), null, 1, 0,
                MarginFunction.Of(new MarginLoss.LinearHinge()), Set);
        }

        public HingeActiveSet Set { get; }

        public T[] Outputs { get; } = new T[Examples];

        /// <summary>Examples that no look is needed at now.</summary>
        public int Unmoved => Enumerable.Range(0, Examples).Count(Set.IsSurelyBeyond);

        /// <summary>A step along a random gradient, every third along the first input alone, the next of very few units.</summary>
        public void Jump(double size)
        {
            var gradient = new T[Units * Inputs];
            Normal<T>(_key.Fork(_jumps), gradient);
            for (var i = 0; i < gradient.Length; i++)
                if ((_jumps % 3 == 1 && i % Inputs > 0) || (_jumps % 3 == 2 && i / Inputs > 1)) gradient[i] = T.Zero;
            var panels = new T[_layout.Length];
            _layout.PackInto<T>(gradient, panels);
            var next = new HingeWeights<T>(_layout);
            Set.Measure(HingeUpdate.Step(_weights, panels, T.CreateChecked(size), _direction, next, _jumps % 2 == 0 ? _rest : null));
            (_weights, _jumps) = (next, _jumps + 1);
        }

        public void Look() => _pass.Signs(_examples, _weights, Outputs);

        public T[] Fresh()
        {
            var outputs = new T[Examples];
            _pass.Signs(_examples with { Active = null }, _weights, outputs);
            return outputs;
        }

        private static void Normal<TNumber>(RandomKey key, Span<TNumber> target)
            where TNumber : unmanaged, IBinaryFloatingPointIeee754<TNumber>
        {
            var numbers = new double[target.Length];
            Gaussian.FillInto(key, 0, numbers);
            for (var i = 0; i < target.Length; i++) target[i] = TNumber.CreateTruncating(numbers[i]);
        }
    }
}
