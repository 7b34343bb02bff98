using System.ComponentModel;
using System.Diagnostics;

namespace Pipelines.Pipeline.Cluster;

/// <summary>Other programs of the machine.</summary>
internal static class Programs
{
    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="SchedulerException">There is no such program.</exception>
    public static ProgramResult Run(string program, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };

        // Without this Slurm cuts the list of an array's waiting tasks.
        start.Environment["SLURM_BITSTR_LEN"] = "0";
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return new(process.ExitCode, output, error.GetAwaiter().GetResult().Trim());
        }
        catch (Win32Exception exception)
        {
            throw new SchedulerException($"{program}: {exception.Message}");
        }
    }

    /// <summary>Its output, where it ended well.</summary>
    /// <exception cref="SchedulerException">It did not: with what it said.</exception>
    public static string Output(string program, params IReadOnlyList<string> arguments)
    {
        var result = Run(program, arguments);
        return result.ExitCode == 0 ? result.Output : throw new SchedulerException($"{program}: {(result.Error.Length > 0 ? result.Error : $"exit code {result.ExitCode}")}");
    }
}

/// <summary>How a program ended.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Error);
