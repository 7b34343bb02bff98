using System.Diagnostics;
using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation.Kernels;

namespace Pipelines.Model.QuenchingActivation;

/// <summary>σ of the neurons, those of the target too; each case is one function.</summary>
/// <remarks>Kernels, what is conserved and what an active neuron is: docs/explanation/theory/activations.md.</remarks>
public abstract record Activation
{
    private Activation() { }

    /// <summary>σ(t) = max(0, t), σ'(0) = 0: the paper's.</summary>
    public sealed record Relu : Activation;

    /// <summary>σ(t) = erf t.</summary>
    public sealed record Erf : Activation;

    /// <summary>σ(t) = t².</summary>
    public sealed record Quadratic : Activation;

    /// <summary>σ(t) = Φ(t/w), Φ the normal distribution function: the unit step as w goes to 0.</summary>
    public sealed record SmoothedStep(double Width) : Activation
    {
        /// <summary>w.</summary>
        public double Width { get; init => field = Require.Positive(value, nameof(Width)); } = Require.Positive(Width, nameof(Width));
    }

    /// <summary>An activation of the user's own.</summary>
    /// <param name="Name">Names it in experiment files; where results are kept by key, its values count beside its name.</param>
    /// <param name="Function">σ(t); must be pure.</param>
    /// <param name="Derivative">σ'(t); must be pure.</param>
    public sealed record Custom(string Name, Func<double, double> Function, Func<double, double> Derivative) : Activation
    {
        public string Name { get; } = string.IsNullOrWhiteSpace(Name)
            ? throw new ArgumentException("A custom activation needs a name.", nameof(Name))
            : Name;

        public Func<double, double> Function { get; } = Function ?? throw new ArgumentNullException(nameof(Function));

        public Func<double, double> Derivative { get; } = Derivative ?? throw new ArgumentNullException(nameof(Derivative));

        /// <summary>What makes it no function with this slope on −30 ≤ t ≤ 30, where that was found; null for a sound one.</summary>
        public string? Flaw
        {
            get
            {
                var flaw = SlopeCheck.Points.All(t => Function(t) == 0)
                    ? "is 0 for every t that was tried: the network would be 0"
                    : SlopeCheck.FlawOf(Function, Derivative, "t", hasSign: false, _ => null);
                return flaw is null ? null : $"The activation '{Name}' {flaw}.";
            }
        }
    }

    /// <summary>The paper's activation.</summary>
    public static Activation Default { get; } = new Relu();

    /// <summary>The q of σ(c t) = c^q σ(t), c > 0; null where there is none.</summary>
    public int? Degree => Match<int?>(relu: _ => 1, erf: _ => null, quadratic: _ => 2, smoothedStep: _ => null, custom: _ => null);

    /// <summary>1 where σ is even, -1 where it is odd, 0 where it is neither or that is not known.</summary>
    public int Parity => Match(relu: _ => 0, erf: _ => -1, quadratic: _ => 1, smoothedStep: _ => 0, custom: _ => 0);

    /// <summary>σ.</summary>
    public Func<double, double> Value => Match<Func<double, double>>(
        relu: _ => static t => Math.Max(0, t),
        erf: _ => SpecialFunctions.Erf,
        quadratic: _ => static t => t * t,
        smoothedStep: s => t => SpecialFunctions.NormalCdf(t / s.Width),
        custom: c => c.Function);

    /// <summary>σ'.</summary>
    public Func<double, double> Slope => Match<Func<double, double>>(
        relu: _ => static t => t > 0 ? 1 : 0,
        erf: _ => static t => 2 / Math.Sqrt(Math.PI) * Elementary.Exp(-t * t),
        quadratic: _ => static t => 2 * t,
        smoothedStep: s => t => Elementary.Exp(-0.5 * (t / s.Width) * (t / s.Width)) / (s.Width * Math.Sqrt(2 * Math.PI)),
        custom: c => c.Derivative);

    /// <summary>h(r)/h(1), h(r)² = E σ(r z)² over normal z: what a neuron with |b| = r contributes, in units of one with |b| = 1.</summary>
    public Func<double, double> Size => Match<Func<double, double>>(
        relu: _ => static r => r,
        erf: _ => Relative(ArcsineKernel.Erf.Norm),
        quadratic: _ => static r => r * r,
        smoothedStep: s => Relative(ArcsineKernel.OfStep(s.Width).Norm),
        custom: c => Relative(r => NormOf(c.Function, r)));

    private static Func<double, double> Relative(Func<double, double> norm)
    {
        var unit = norm(1);
        return unit > 0 ? r => norm(r) / unit : norm;
    }

    /// <summary>The trapezoidal rule: exact to rounding where σ(r z) is smooth on the scale of a step and grows no faster than a power.</summary>
    private static double NormOf(Func<double, double> function, double size)
    {
        const int ends = 80;
        const double step = 0.1;
        var sum = 0.0;
        for (var k = -ends; k <= ends; k++)
        {
            var (z, value) = (k * step, function(size * k * step));
            sum += value * value * Elementary.Exp(-0.5 * z * z);
        }
        return Math.Sqrt(sum * step / Math.Sqrt(2 * Math.PI));
    }

    /// <summary>The kernel as a function of inner products; null for relu, which has another form.</summary>
    /// <exception cref="ArgumentException">It has no closed form.</exception>
    internal InnerProductKernel? Kernel => Match<InnerProductKernel?>(
        relu: _ => null, erf: _ => ArcsineKernel.Erf, quadratic: _ => new QuadraticKernel(), smoothedStep: s => ArcsineKernel.OfStep(s.Width),
        custom: _ => throw new ArgumentException("The kernel of this activation has no closed form."));

    /// <summary>The constant C of R = C (s² a·Ka - 2s a·y + const); null where the kernel of that law has no closed form.</summary>
    public double? Constant(KernelNormalisation normalisation, int inputDimension) => Match(
        relu: _ => normalisation.Constant(inputDimension),
        erf: _ => OfNormalInputs(normalisation, null),
        quadratic: _ => OfNormalInputs(normalisation, 1 / (inputDimension * (inputDimension + 2.0))),
        smoothedStep: _ => OfNormalInputs(normalisation, null),
        custom: _ => null);

    /// <summary>Kernels that are written for normal inputs need no constant there.</summary>
    private static double? OfNormalInputs(KernelNormalisation normalisation, double? sphere) => normalisation switch
    {
        KernelNormalisation.Unnormalised or KernelNormalisation.Gaussian => 1,
        KernelNormalisation.Sphere => sphere,
        _ => throw new ArgumentOutOfRangeException(
            nameof(normalisation), normalisation, "normalisation must be one of the three kernel normalisations."),
    };

    public T Match<T>(
        Func<Relu, T> relu, Func<Erf, T> erf, Func<Quadratic, T> quadratic, Func<SmoothedStep, T> smoothedStep, Func<Custom, T> custom)
    {
        ArgumentNullException.ThrowIfNull(relu);
        ArgumentNullException.ThrowIfNull(erf);
        ArgumentNullException.ThrowIfNull(quadratic);
        ArgumentNullException.ThrowIfNull(smoothedStep);
        ArgumentNullException.ThrowIfNull(custom);
        return this switch
        {
            Relu a => relu(a),
            Erf a => erf(a),
            Quadratic a => quadratic(a),
            SmoothedStep a => smoothedStep(a),
            Custom a => custom(a),
            _ => throw new UnreachableException(),
        };
    }
}
