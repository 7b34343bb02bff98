using Pipelines.Pipeline.Cli;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Pipeline.Storage.Given;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Tests.Given;

/// <summary>A given file that changes while a run is at work: no number of the new file is stored under the key of the old one.</summary>
public sealed class ChangedFileTests : IDisposable
{
    private readonly GivenExperiment _experiment = new();

    public void Dispose() => _experiment.Dispose();

    public static TheoryData<string> Kinds => GivenExperiment.Names;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Nothing_wrong_is_stored(string kind)
    {
        var (set, file) = _experiment.Prepare(kind);
        var bytes = File.ReadAllBytes(_experiment.Path(file));
        var other = Other(bytes, file);
        foreach (var then in new[] { other, null })
        {
            // Between planning and the look of a run: nothing is started.
            var early = _experiment.Run("run", "store", set, new ChangingFiles(file, then));
            Assert.True(early.Code == ExitCode.Usage, early.Error);
            Assert.Contains($"{file} changed while the run was at work", early.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("bug", early.Error, StringComparison.Ordinal);
            Assert.False(Directory.Exists(_experiment.Path("of-store")));

            // After the look: the point fails, or has the numbers of the file that was looked into.
            var late = _experiment.Run("run", "late", set, new ChangingFiles(file, then, reads: 2));
            if (late.Code == ExitCode.Complete) continue;
            Assert.True(late.Code == ExitCode.PointsFailed || (kind == "drawn samples" && late.Code == ExitCode.Usage), late.Error);
            Assert.Contains($"{file} changed while the run was at work", late.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("bug", late.Error, StringComparison.Ordinal);
        }

        // The same command with the file as it was: what a clean store gives.
        Assert.Equal(ExitCode.Complete, _experiment.Run("run", "store", set).Code);
        Assert.Equal(ExitCode.Complete, _experiment.Run("run", "late", set).Code);
        Assert.Equal(ExitCode.Complete, _experiment.Run("run", "clean", set).Code);
        Assert.Equal(_experiment.Results("clean"), _experiment.Results("store"));
        Assert.Equal(_experiment.Results("clean"), _experiment.Results("late"));

        // And the other file is another one that would have served: the change could not have been noticed by its form.
        File.WriteAllBytes(_experiment.Path(file), other);
        Assert.Equal(ExitCode.Complete, _experiment.Run("run", "other", set).Code);
        Assert.NotEqual(_experiment.Results("clean"), _experiment.Results("other"));
    }

    [Fact]
    public async Task A_cluster_task_stores_nothing_either()
    {
        var (set, file) = _experiment.Prepare("parameters");
        Assert.Equal(ExitCode.Complete, _experiment.Run("run", "store", set, null, "--on", "script").Code);
        var folder = Path.GetDirectoryName(Directory.GetFiles(_experiment.Path("store"), "task.sh", SearchOption.AllDirectories)[0])!;
        var other = Other(File.ReadAllBytes(_experiment.Path(file)), file);
        using var error = new StringWriter();
        Task<int> Tool(IFileSystem files, params string[] arguments) =>
            CommandLine.RunAsync(arguments, files, new(TextWriter.Null, error, IsTerminal: false));
        var changed = await Tool(new ChangingFiles(file, other), "task", folder, "--task", "0");
        Assert.True(changed == ExitCode.PointsFailed, error.ToString());
        Assert.Contains($"{file} changed while the run was at work", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Complete, await Tool(new LocalFileSystem(), "task", folder, "--task", "0"));
        Assert.Equal(ExitCode.Complete, await Tool(new LocalFileSystem(), "collect", "--store", _experiment.Path("store")));
        Assert.Equal(ExitCode.Complete, _experiment.Run("run", "clean", set).Code);
        Assert.Equal(_experiment.Results("clean"), _experiment.Results("store"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_refusal_for_a_given_file_is_tried_again(string kind)
    {
        var (set, file) = _experiment.Prepare(kind);
        File.WriteAllText(_experiment.Path(file), "no numbers");
        var refused = _experiment.Run("run", "store", set);
        Assert.True(refused.Code == ExitCode.Usage, refused.Error);
        Assert.Contains($"error: {file}", refused.Error, StringComparison.Ordinal);

        // Another version of the tool, or a library that is there now, may read it.
        var plan = _experiment.Run("plan", "store", set, null, "--exit-code");
        Assert.Equal(ExitCode.WorkToDo, plan.Code);
        Assert.DoesNotContain("refused", plan.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_is_parsed_once_for_all_that_have_it_at_a_time()
    {
        var file = new GivenFiles(new ChangingFiles("data.csv", "x\n1\n"u8.ToArray(), reads: 2), _experiment.Path("")).Find("data.csv");
        var table = file.ReadTable(null);
        Assert.Same(table, file.ReadTable(null));
        Assert.Throws<GivenFileException>(() => file.Read());
        GC.KeepAlive(table);
    }

    /// <summary>A file of the same form with one other number.</summary>
    private static byte[] Other(byte[] bytes, string file)
    {
        byte[] other = [.. bytes];
        if (file == "masks.csv") return System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(bytes)
            .Replace("1,1,1,0,0,0", "1,1,1,0,0,1", StringComparison.Ordinal));
        if (file.EndsWith(".csv", StringComparison.Ordinal)) return System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(bytes)
            .Replace("0.2", "0.7", StringComparison.Ordinal).Replace("0.5", "0.9", StringComparison.Ordinal));
        if (file.EndsWith(".lab", StringComparison.Ordinal)) (other[^1], other[^2]) = (other[^2], other[^1]);
        else if (file.EndsWith(".npz", StringComparison.Ordinal)) return Repacked(bytes);
        else other[^1] ^= 0x55;
        return other;
    }

    /// <summary>An archive with other pixels.</summary>
    private static byte[] Repacked(byte[] archive)
    {
        using var stream = new MemoryStream();
        stream.Write(archive);
        using (var zip = new System.IO.Compression.ZipArchive(stream, System.IO.Compression.ZipArchiveMode.Update, leaveOpen: true))
        {
            using var entry = zip.GetEntry("data.npy")!.Open();
            entry.Seek(-1, SeekOrigin.End);
            entry.WriteByte(77);
        }
        return stream.ToArray();
    }
}
