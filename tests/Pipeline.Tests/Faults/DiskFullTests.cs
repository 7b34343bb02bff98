using System.Diagnostics;
using System.Globalization;
using Pipelines.Pipeline.Cli;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Tests.Faults;

/// <summary>A real disk that is full: a small tmpfs, where mounting one is permitted.</summary>
public sealed class DiskFullTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_full_disk_is_told_and_after_room_was_made_the_same_command_finishes()
    {
        var mount = Directory.CreateDirectory(_folder.File("disk")).FullName;
        if (!Run("mount", "-t", "tmpfs", "-o", "size=64m,nr_inodes=10000", "tmpfs", mount))
        {
            Console.Error.WriteLine("SKIPPED: mounting a tmpfs is not permitted here, so no run was tried on a full disk.");
            return;
        }
        try
        {
            var experiment = System.Text.Encoding.UTF8.GetString(ReferenceRun.NewDisk().Files()[ReferenceRun.Experiment]);
            File.WriteAllText(_folder.File("small.yaml"), experiment);
            Assert.Equal(ExitCode.Complete, (await RunAsync(_folder.Path)).Code);
            var full = 0;
            foreach (var trial in Tier.Trials(8, 400))
            {
                // From a page and a file to more than enough of both; a disk of so many pages can run out of either.
                var (pages, files) = (1 + (trial % 33), 4 + (2 * (trial / 33)));
                var disk = string.Create(CultureInfo.InvariantCulture, $"{4 * pages} kB and {files} files");
                Assert.True(Run("mount", "-o", string.Create(CultureInfo.InvariantCulture, $"remount,size={4 * pages}k,nr_inodes={files}"), mount));
                var (code, text) = await RunAsync(mount);
                Assert.True(code is ExitCode.InputOutput or ExitCode.Complete, $"exit {code} with {disk}: {text}");
                if (code == ExitCode.InputOutput) full++;
                Assert.True(Run("mount", "-o", "remount,size=64m,nr_inodes=10000", mount));
                Assert.Equal(ExitCode.Complete, (await RunAsync(mount)).Code);
                AssertSame(mount, disk);
                foreach (var folder in Directory.GetDirectories(mount)) Directory.Delete(folder, recursive: true);
            }
            Assert.True(full > 0, "No disk was small enough.");
        }
        finally
        {
            Run("umount", mount);
        }
    }

    private void AssertSame(string mount, string disk)
    {
        foreach (var name in (string[])["points.parquet", "verdicts.parquet", "series/trajectory.parquet", "series/checks.parquet"])
        {
            Assert.True(
                File.ReadAllBytes(_folder.File($"results/small/{name}")).AsSpan()
                    .SequenceEqual(File.ReadAllBytes(Path.Combine(mount, "results/small", name))),
                $"{name} differs after a disk of {disk} was full");
        }
    }

    private async Task<(int Code, string Text)> RunAsync(string folder)
    {
        using var text = new StringWriter();
        var code = await CommandLine.RunAsync(
            ["run", _folder.File("small.yaml"), "--store", Path.Combine(folder, "store"), "--results", Path.Combine(folder, "results"), "--threads",
                "1"],
            new LocalFileSystem(), new(TextWriter.Null, text, false));
        return (code, text.ToString());
    }

    private static bool Run(string program, params IReadOnlyList<string> arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
