using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Pipelines.Model.Inputs.Given;
using Pipelines.Model.Numerics;

namespace Pipelines.Pipeline.Storage.Given;

/// <summary>Reads Parquet files that somebody else wrote in a process of their own, whose processor time and memory are bounded by the length of the
/// file.</summary>
/// <remarks>A damaged file ends that process at most. It is this very tool, also where the library is part of another program.</remarks>
internal sealed class ParquetProcess : IDisposable
{
    /// <summary>Bytes that a file may restore to whatever its length, and for each byte of it.</summary>
    private const long LeastRestored = 512L << 20, RestoredPerByte = 64;

    private const int Aborted = 134, Crashed = 139;

    private Process? _process;
    private long _heap;

    /// <summary>The most memory that the process has held; for tests.</summary>
    internal long PeakBytes
    {
        get
        {
            if (_process is not { HasExited: false }) return 0;
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>Reads a file of numbers.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or has a column that holds no numbers.</exception>
    /// <exception cref="IOException">The process could not be started, or somebody ended it.</exception>
    public NumericTable Read(byte[] bytes) => Read(bytes, isLoose: false).Numbers;

    /// <summary>Reads a file.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="isLoose">Columns may hold something else than numbers, and numbers may be missing.</param>
    /// <exception cref="InvalidDataException">It is damaged, or, unless it is read loosely, has a column that holds no numbers.</exception>
    /// <exception cref="IOException">The process could not be started, or somebody ended it.</exception>
    public LooseTable Read(byte[] bytes, bool isLoose)
    {
        var process = Start(bytes.LongLength);
        try
        {
            var input = process.StandardInput.BaseStream;
            input.Write([.. BitConverter.GetBytes(bytes.Length), .. BitConverter.GetBytes(isLoose)]);
            input.Write(bytes);
            input.Flush();
            using var answer = new BinaryReader(
                new BufferedStream(process.StandardOutput.BaseStream, 1 << 16), System.Text.Encoding.UTF8, leaveOpen: true);
            return Receive(answer, bytes.LongLength);
        }
        catch (Exception exception) when (exception is EndOfStreamException
            || (exception is IOException && process.WaitForExit(TimeSpan.FromSeconds(1))))
        {
            process.WaitForExit();
            var code = process.ExitCode;
            Dispose();
            throw code switch
            {
                ParquetServer.TooLong => new InvalidDataException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The file is not read within {ParquetServer.LimitOf(bytes.LongLength).TotalSeconds:0} s of processor time: it is damaged. "
                            + $"Get it again.")),
                Aborted or Crashed => new InvalidDataException("The file is damaged: reading it ends in a crash. Get it again."),
                _ => new IOException($"The process that reads given Parquet files ended with exit code {code}.", exception),
            };
        }
    }

    public void Dispose()
    {
        if (_process is null) return;
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
        _process.Dispose();
        _process = null;
    }

    private static LooseTable Receive(BinaryReader answer, long length)
    {
        Require(answer, ParquetServer.Shape);
        var names = new string[answer.ReadInt32()];
        for (var k = 0; k < names.Length; k++) names[k] = answer.ReadString();
        var rows = answer.ReadInt64();
        var most = Math.Max(LeastRestored, RestoredPerByte * length);
        if ((Int128)rows * names.Length * sizeof(double) > most || rows > int.MaxValue)
        {
            throw new InvalidDataException(
                $"The file claims {rows} rows of {names.Length} columns in {length} bytes: it is damaged, or write it without compression.");
        }
        var (columns, texts) = (new double[names.Length][], new ReceivedTexts(most));
        var others = ImmutableDictionary.CreateBuilder<string, LooseTable.Texts>(StringComparer.Ordinal);
        for (var k = 0; k < names.Length; k++)
        {
            columns[k] = new double[rows];
            if (ReceiveColumn(answer, names[k], columns[k], texts) is { } other) others.Add(names[k], other);
        }
        Require(answer, ParquetServer.End);
        return new(new([.. names], DenseMatrix<double>.Create((int)rows, names.Length, columns, static (target, from) =>
        {
            for (var k = 0; k < from.Length; k++)
            {
                for (var row = 0; row < from[k].Length; row++) target[(row * from.Length) + k] = from[k][row];
            }
        })), others.ToImmutable());
    }

    /// <summary>The pieces of a column.</summary>
    /// <returns>What it holds in place of numbers; null where it holds numbers.</returns>
    private static LooseTable.Texts? ReceiveColumn(BinaryReader answer, string name, double[] numbers, ReceivedTexts shared)
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        for (var start = 0; start < numbers.Length;)
        {
            var kind = answer.ReadByte();
            if (kind == ParquetServer.Unread) return new(default, answer.ReadString());
            if (kind == ParquetServer.Problem) throw new InvalidDataException(answer.ReadString());
            if (kind is not (ParquetServer.Numbers or ParquetServer.Texts)) throw NoAnswer();
            var count = answer.ReadInt32();
            if (kind == ParquetServer.Numbers) answer.BaseStream.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan(start, count)));
            for (var i = 0; kind == ParquetServer.Texts && i < count; i++) texts.Add(shared.Kept(answer.ReadString()));
            start += count;
        }
        if (texts.Count == 0) return null;
        Array.Fill(numbers, double.NaN);
        return new(texts.ToImmutable(), $"Row 1, column '{name}': '{CsvNumber.Shown(texts[0])}' is a text; write the column as numbers.");
    }

    private static void Require(BinaryReader answer, byte kind)
    {
        var found = answer.ReadByte();
        if (found == ParquetServer.Problem) throw new InvalidDataException(answer.ReadString());
        if (found != kind) throw NoAnswer();
    }

    private static IOException NoAnswer() => new("The process that reads given Parquet files gave no answer.");

    private Process Start(long length)
    {
        var heap = LeastRestored + (4 * length);
        if (_process is { HasExited: false } && heap <= _heap) return _process;
        Dispose();
        var (program, arguments) = Command();
        var start = new ProcessStartInfo(program, [.. arguments, ParquetServer.Argument])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_GCHeapHardLimit"] = heap.ToString(
                "x", CultureInfo.InvariantCulture), ["DOTNET_DbgEnableMiniDump"] = "0", ["DOTNET_gcServer"] = "0" },
        };
        (_process, _heap) = (Process.Start(start) ?? throw new IOException($"{program} could not be started to read a given Parquet file."), heap);

        // What the runtime says of a crash is no message to a user; it must not fill the pipe.
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        return _process;
    }

    /// <summary>How this tool is started: as it was, or, within another program, by the host that runs that.</summary>
    /// <exception cref="IOException">The library is a part of a program of one file.</exception>
    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "A library within one file has an empty place: asked for below.")]
    private static (string Program, string[] Arguments) Command()
    {
        var (assembly, running) = (typeof(ParquetProcess).Assembly, Environment.ProcessPath!);
        // Empty within a program of one file.
        var library = assembly.Location;
        var isHost = string.Equals(Path.GetFileNameWithoutExtension(running), "dotnet", StringComparison.OrdinalIgnoreCase);
        if (Assembly.GetEntryAssembly() == assembly) return isHost ? (running, [library]) : (running, []);
        if (library.Length == 0)
        {
            throw new IOException(
                "A program of one file cannot read given Parquet files: publish it without PublishSingleFile, or give another format.");
        }
        var host = isHost ? running : Path.GetFullPath(Path.Combine(
            RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        var own = Path.ChangeExtension(library, ".runtimeconfig.json");
        var configuration = File.Exists(own)
            ? own
            : Path.Combine(AppContext.BaseDirectory, $"{Assembly.GetEntryAssembly()?.GetName().Name}.runtimeconfig.json");
        return (host, ["exec", "--runtimeconfig", configuration, library]);
    }
}

/// <summary>Texts of a given file: equal ones are one in memory, and all together take no more than a sound file holds.</summary>
/// <param name="most">Bytes of different texts.</param>
internal sealed class ReceivedTexts(long most)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private long _rest = most;

    /// <exception cref="InvalidDataException">They take more.</exception>
    public string Kept(string text)
    {
        if (_known.TryGetValue(text, out var known)) return known;
        _known.Add(text);
        _rest -= sizeof(char) * (long)text.Length;
        return _rest >= 0 ? text : throw new InvalidDataException("The file holds more texts than one of its length should; get it again.");
    }
}
