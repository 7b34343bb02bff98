using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.QuenchingActivation.Data;

/// <summary>n inputs (n × d) and their labels y_i = f*(x_i). Finite; compared by content.</summary>
public sealed record LabelledSamples
{
    public LabelledSamples(DenseMatrix<double> inputs, DenseVector<double> labels)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(labels);
        if (inputs.Rows < 1 || inputs.Columns < 1)
        {
            throw new ArgumentException(
                $"At least one sample of at least one input is needed, not {inputs.Rows} x {inputs.Columns}.", nameof(inputs));
        }
        if (labels.Length != inputs.Rows)
            throw new ArgumentException($"{labels.Length} labels do not fit {inputs.Rows} samples.", nameof(labels));
        RequireFinite(inputs.Span, nameof(inputs));
        RequireFinite(labels.Span, nameof(labels));
        (Inputs, Labels) = (inputs, labels);
    }

    public DenseMatrix<double> Inputs { get; }

    public DenseVector<double> Labels { get; }

    public int Count => Inputs.Rows;

    public int InputDimension => Inputs.Columns;

    /// <summary>Draws inputs by a law and labels them; each sample has a stream of its own, so a larger set begins with the smaller one.</summary>
    public static LabelledSamples Draw(
        RandomKey key, InputLaw law, int count, int inputDimension, TargetFunction target, Activation? activation = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        target.RequireFits(inputDimension, activation);
        Require.Positive(count, nameof(count));
        law.Normalisation();
        var inputs = DenseMatrix<double>.Create(count, inputDimension, (key, law, inputDimension), static (span, arg) =>
        {
            for (var i = 0; i * arg.inputDimension < span.Length; i++)
            {
                var input = span.Slice(i * arg.inputDimension, arg.inputDimension);
                Gaussian.FillInto(arg.key.Fork(i), 0, input);
                if (arg.law == InputLaw.Gaussian) continue;
                var scale = 1 / Math.Sqrt(RowKernels.Dot(input, input));
                foreach (ref var x in input) x *= scale;
            }
        });
        return Label(inputs, target, activation);
    }

    /// <summary>Labels given inputs.</summary>
    public static LabelledSamples Label(DenseMatrix<double> inputs, TargetFunction target, Activation? activation = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(target);
        var evaluate = target.Evaluator(inputs.Columns, activation);
        return new LabelledSamples(inputs, DenseVector<double>.Create(inputs.Rows, (inputs, evaluate), static (labels, arg) =>
        {
            for (var i = 0; i < labels.Length; i++) labels[i] = arg.evaluate(arg.inputs.Row(i));
        }));
    }

    private static void RequireFinite(ReadOnlySpan<double> values, string name)
    {
        for (var k = 0; k < values.Length; k++)
        {
            if (double.IsFinite(values[k])) continue;
            throw new ArgumentException($"The {name} hold a value that is not finite at position {k}.", name);
        }
    }
}

/// <summary>The law of the inputs of a finite sample.</summary>
public enum InputLaw
{
    /// <summary>x ~ N(0, I): the authors' code.</summary>
    Gaussian,

    /// <summary>x uniform on the unit sphere: the paper's text.</summary>
    Sphere,
}

public static class InputLaws
{
    /// <summary>The population risk that averages over this law.</summary>
    public static KernelNormalisation Normalisation(this InputLaw law) => law switch
    {
        InputLaw.Gaussian => KernelNormalisation.Gaussian,
        InputLaw.Sphere => KernelNormalisation.Sphere,
        _ => throw new ArgumentOutOfRangeException(nameof(law), law, "law must be gaussian or sphere."),
    };
}
