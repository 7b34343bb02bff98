using System.ComponentModel;
using System.Diagnostics;

namespace Pipelines.Pipeline.Cluster;

/// <summary>Other programs of the machine.</summary>
internal static class Programs
{
    /// <summary>ENOENT.</summary>
    private const int NoSuchFile = 2;

    /// <summary>Runs a program to its end; one that does not come to it is killed, which counts as an error that may pass.</summary>
    /// <param name="patience">How long it may take.</param>
    /// <param name="program">Its name or path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="SchedulerException">There is no such program.</exception>
    public static ProgramResult Run(TimeSpan patience, string program, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };

        // Without this Slurm cuts the list of an array's waiting tasks.
        start.Environment["SLURM_BITSTR_LEN"] = "0";
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();

            // What a program left running may hold its output open after its own end.
            if (!Task.WaitAll([output, error, process.WaitForExitAsync()], patience))
            {
                process.Kill(entireProcessTree: true);
                return ProgramResult.TimedOut(patience);
            }
            return new(process.ExitCode, output.Result, error.Result.Trim());
        }
        catch (Win32Exception exception)
        {
            throw new SchedulerException(exception.NativeErrorCode == NoSuchFile
                ? $"there is no program '{program}' here"
                : $"{program}: {exception.Message}");
        }
    }
}

/// <summary>How a program ended.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Error)
{
    public static ProgramResult TimedOut(TimeSpan patience) => new(-1, "", $"timed out after {patience.TotalSeconds:0} s");
}
