using System.Runtime.CompilerServices;

namespace Pipelines.Model.Numerics.Functions;

/// <summary>How lane code is compiled: everything small into one root a function.</summary>
internal static class Inlining
{
    public const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>
    /// The root of one inlined tree. It is not inlined itself, since below a smaller root the compiler's budget for inlining runs out; and it is
    /// optimised from its first call on, since lanes cost ten times as much before.
    /// </summary>
    public const MethodImplOptions Root = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;
}
