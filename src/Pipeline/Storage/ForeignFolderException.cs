namespace Pipelines.Pipeline.Storage;

/// <summary>A folder, or a file in it, is not this tool's: nothing in it was touched, and nothing was started.</summary>
public sealed class ForeignFolderException(string message) : Exception(message);
