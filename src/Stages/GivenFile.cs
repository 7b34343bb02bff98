using Pipelines.Model.Inputs.Given;
using Pipelines.Model.Inputs.Images;

namespace Pipelines.Stages;

/// <summary>A file that the experiment names: its content enters keys by digest, and the outermost ring reads it when it is needed.</summary>
/// <remarks>What is read has the digest <see cref="Content"/>, or reading throws: a file that changes never gives numbers under another file's
/// key.</remarks>
/// <param name="Path">As the experiment file writes it; not part of any key.</param>
/// <param name="Content">SHA-256 of the bytes; null where there is no regular file.</param>
/// <param name="Read">Reads the bytes.</param>
/// <param name="ReadTable">Reads the file as numbers under column names; the column that it is told may hold names, where the format has
/// them.</param>
/// <param name="ReadImages">Reads the file as images, or as their labels.</param>
public sealed record GivenFile(
    string Path, Digest? Content, Func<ReadOnlyMemory<byte>> Read, Func<string?, NumericTable> ReadTable, Func<ImagePart, ByteArray> ReadImages)
{
    /// <summary>Bytes of a number in a table that is being read: in the parts that are read, and in the table.</summary>
    private const long BytesPerNumber = 2 * sizeof(double);

    /// <summary>Bytes of the file.</summary>
    public long Length { get; init; }

    /// <summary>What is under the path in place of a regular file, e.g. "a folder"; null for a regular file, and where there is nothing.</summary>
    public string? Kind { get; init; }

    /// <summary>There is nothing under the path.</summary>
    public bool IsAbsent => Content is null && Kind is null;

    /// <summary>Why no point can use the file; null where its content is known.</summary>
    /// <param name="setting">The setting that names it.</param>
    public PointPlan.Refused? Refusal(string setting) =>
        Content is not null ? null
        : Path is "" ? new(setting, "The path is empty.", "Name a file; its path is relative to the experiment file.")
        : IsAbsent ? new(setting, $"There is no file {Path}.", "Correct the path; it is relative to the experiment file.")
        : new(setting, $"{Path} is {Kind}, not a regular file.", "Name a regular file: it is read more than once.");

    /// <summary>Memory for reading a table of as many numbers, the file's own bytes included.</summary>
    public long TableBytes(long numbers) => Length + (BytesPerNumber * numbers);

    /// <summary>What is made of its bytes.</summary>
    /// <exception cref="GivenFileException">It changed, cannot be read, or does not serve; the message begins with the path.</exception>
    public T MadeOfBytes<T>(Func<ReadOnlyMemory<byte>, T> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        return Guarded(() => make(Read()));
    }

    /// <summary>The images that it holds, or their labels.</summary>
    /// <exception cref="GivenFileException">It changed, cannot be read, or does not serve; the message begins with the path.</exception>
    public ByteArray Images(ImagePart part) => Guarded(() => ReadImages(part));

    /// <summary>What is made of its numbers.</summary>
    /// <param name="make">Makes it.</param>
    /// <param name="names">A column that may hold names in place of numbers.</param>
    /// <exception cref="GivenFileException">It changed, cannot be read, or does not serve; the message begins with the path.</exception>
    public T Made<T>(Func<NumericTable, T> make, string? names = null)
    {
        ArgumentNullException.ThrowIfNull(make);
        return Guarded(() => make(ReadTable(names)));
    }

    /// <summary>The file does not serve.</summary>
    /// <param name="reason">Why, as it follows the path and a colon.</param>
    public GivenFileException Problem(string reason) => Problem(reason, null);

    /// <summary>The file is readable, and not what the experiment says of it.</summary>
    /// <param name="predicate">What it is instead, as it follows the path: "has 3 rows; ...".</param>
    /// <param name="setting">The path of the setting that says so; null where none does.</param>
    internal GivenFileException Mismatch(string predicate, string? setting = null) => new($"{Path} {predicate}") { Setting = setting };

    /// <inheritdoc cref="Problem(string)"/>
    /// <param name="reason">Why, as it follows the path and a colon.</param>
    /// <param name="cause">What was found while it was read.</param>
    internal GivenFileException Problem(string reason, Exception? cause) =>
        new($"{Path}: {reason}", cause) { Setting = (cause as ChoiceException)?.Setting };

    private T Guarded<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (Exception exception) when (exception is InvalidDataException or ChoiceException)
        {
            throw Problem(exception.Message, exception);
        }
    }
}

/// <summary>A given file changed, cannot be read on this machine, or does not hold what the settings say; the message begins with its path.</summary>
/// <remarks>No part of that is in a key (not the path, not the reader's version), so nothing is stored because of it.</remarks>
public sealed class GivenFileException : Exception
{
    /// <summary>The key that is to be changed, beside the file or by its whole path; null where the file or its name is.</summary>
    public string? Setting { get; init; }

    public GivenFileException()
    {
    }

    public GivenFileException(string message)
        : base(message)
    {
    }

    public GivenFileException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
