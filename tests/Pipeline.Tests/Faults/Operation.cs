namespace Pipelines.Pipeline.Tests.Faults;

/// <summary>One operation on files.</summary>
/// <param name="Number">Counted from 0.</param>
/// <param name="Name">What it does, such as "read" or "rename".</param>
/// <param name="Path">The file or folder; of a rename, its new name.</param>
internal readonly record struct Operation(int Number, string Name, string Path);
