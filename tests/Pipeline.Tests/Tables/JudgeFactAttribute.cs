namespace Pipelines.Pipeline.Tests.Tables;

/// <summary>A fact that needs the foreign readers of <c>tests/judges</c>; without them it is shown as skipped, with what to do.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class JudgeFactAttribute : FactAttribute
{
    public JudgeFactAttribute()
    {
        if (!Directory.Exists(Path.Combine(Judge.Folder, "node_modules")))
            Skip = "THE FOREIGN READERS ARE NOT INSTALLED: run `npm ci` in tests/judges (needs Node 20 or later).";
        else if (!IsOnPath("node"))
            Skip = "THE FOREIGN READERS CANNOT RUN: there is no `node` on the PATH.";
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)) || File.Exists(Path.Combine(folder, program + ".exe")));
}
