namespace Pipelines.Pipeline.Experiments;

/// <summary>How a scalar was written.</summary>
internal enum ScalarStyle
{
    /// <summary>Bare: a number, true, false, null or a text, by its look.</summary>
    Plain,

    /// <summary>In quotes or as a block: always a text.</summary>
    Quoted,

    /// <summary>A number made by <c>lin</c> or <c>log</c>: where a whole number is needed it stands for the nearest one.</summary>
    Spaced,
}
