namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>A fact that needs programs or libraries of the machine; without them it is shown as skipped, with what to install.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ProgramFactAttribute : FactAttribute
{
    private static readonly string[] LibraryFolders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib", "/usr/lib64"];

    public ProgramFactAttribute(params string[] needs)
    {
        var missing = needs.Where(n => !Has(n)).ToList();
        if (missing.Count > 0) Skip = $"NOT INSTALLED, SO NOT TESTED: {string.Join(", ", missing)}.";
    }

    private static bool Has(string need) => need.StartsWith("lib", StringComparison.Ordinal)
        ? LibraryFolders.Any(f => Directory.Exists(f) && Directory.EnumerateFiles(f, $"{need}.so*").Any())
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(f => File.Exists(Path.Combine(f, need)));
}
