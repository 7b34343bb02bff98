namespace Pipelines.Pipeline.Storage;

/// <summary>Another process writes to the same results folder.</summary>
public sealed class LockedFolderException(string folder)
    : Exception($"Another process writes the results in {folder}. What is computed is kept; give the same command when that has ended.");
