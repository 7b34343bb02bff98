namespace Pipelines.Pipeline.Tests.Runs;

/// <summary>A fact that takes too long for every run: it is tested where a variable of the environment is set.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OptInFactAttribute : FactAttribute
{
    public OptInFactAttribute(string variable)
    {
        if (Environment.GetEnvironmentVariable(variable) is null or "") Skip = $"NOT TESTED: set {variable}=1 to run it.";
    }
}
