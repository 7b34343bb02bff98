namespace Pipelines.Pipeline.Storage.Given;

/// <summary>The other side of <see cref="ParquetProcess"/>: reads given Parquet files from standard input and writes their numbers to standard
/// output.</summary>
/// <remarks>Damaged bytes can make the package loop for ever or take all memory: that ends this process and no other.</remarks>
internal static class ParquetServer
{
    /// <summary>The one argument of a program that is to serve.</summary>
    public const string Argument = "--read-given-parquet";

    /// <summary>Exit code of a process that took too long.</summary>
    public const int TooLong = 113;

    /// <summary>What an answer consists of: names and rows, then the columns in pieces, then an end; or a problem. A piece holds numbers, or texts;
    /// a column of which no more can be read ends with what is wrong with it.</summary>
    public const byte End = 0, Shape = 1, Numbers = 2, Problem = 3, Texts = 4, Unread = 5;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    /// <summary>Processor time for a file: twenty times what a sound one of most numbers takes.</summary>
    public static TimeSpan LimitOf(long bytes) => TimeSpan.FromSeconds(6 + (bytes / 10e6));

    /// <summary>Answers until standard input ends.</summary>
    public static int Serve(Stream input, Stream output)
    {
        var (limit, isBusy) = (TimeSpan.Zero, false);
        using var watch = new Timer(_ =>
        {
            if (Volatile.Read(ref isBusy) && Environment.CpuUsage.TotalTime > limit)
                Environment.Exit(TooLong);
        }, null, Tick, Tick);
        using var reader = new BinaryReader(new BufferedStream(input));
        using var writer = new BinaryWriter(new BufferedStream(output, 1 << 16));
        while (TryReadLength(reader) is { } length)
        {
            var isLoose = reader.ReadBoolean();
            limit = Environment.CpuUsage.TotalTime + LimitOf(length);
            Volatile.Write(ref isBusy, true);
            Answer(reader.ReadBytes(length), isLoose, writer);
            Volatile.Write(ref isBusy, false);
            writer.Flush();
        }
        return 0;
    }

    private static int? TryReadLength(BinaryReader reader)
    {
        try
        {
            return reader.ReadInt32();
        }
        catch (EndOfStreamException)
        {
            return null;
        }
    }

    private static void Answer(byte[] bytes, bool isLoose, BinaryWriter writer)
    {
        try
        {
            AnswerAsync(bytes, isLoose, writer).GetAwaiter().GetResult();
            writer.Write(End);
        }
        catch (Exception exception) when (exception is InvalidDataException or OutOfMemoryException)
        {
            writer.Write(Problem);
            writer.Write(exception is InvalidDataException ? exception.Message : "The file takes more memory than one of its length should.");
        }
    }

    private static async Task AnswerAsync(byte[] bytes, bool isLoose, BinaryWriter writer)
    {
        var file = await GivenParquet.OpenAsync(new MemoryStream(bytes, writable: false), isLoose).ConfigureAwait(false);
        var names = file.Columns.ToList();
        if (names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InvalidDataException($"There are several columns '{twice.Key}'; rename one.");
        if (file.GroupRows.Any(r => r is < 0 or > int.MaxValue))
            throw new InvalidDataException("A row group has an impossible number of rows; get the file again.");
        writer.Write(Shape);
        writer.Write(names.Count);
        foreach (var name in names) writer.Write(name);
        writer.Write(file.GroupRows.Sum());
        for (var column = 0; column < names.Count; column++)
        {
            try
            {
                for (var group = 0; group < file.GroupRows.Count; group++) await WritePieceAsync(file, column, group, writer).ConfigureAwait(false);
            }
            catch (InvalidDataException exception) when (isLoose)
            {
                writer.Write(Unread);
                writer.Write(exception.Message);
            }
        }
    }

    private static async Task WritePieceAsync(GivenParquet file, int column, int group, BinaryWriter writer)
    {
        if (file.HoldsTexts(column))
        {
            var texts = await file.ReadTextsAsync(column, group).ConfigureAwait(false);
            writer.Write(Texts);
            writer.Write(texts.Length);
            foreach (var text in texts) writer.Write(text);
            return;
        }
        var numbers = await file.ReadNumbersAsync(column, group).ConfigureAwait(false);
        writer.Write(Numbers);
        writer.Write(numbers.Length);
        writer.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes<double>(numbers));
    }
}
