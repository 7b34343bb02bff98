using System.Diagnostics;
using System.Runtime.Intrinsics.X86;
using Pipelines.Tests;

namespace Pipelines.Model.Tests.Numerics;

/// <summary>The same bits whatever the machine can do: every case of tests/Legs, in processes that are denied some of its instructions.</summary>
public class InstructionSetTests
{
    private static readonly Lazy<Leg> Baseline = new(() => Run(null, null));

    // The instruction sets that each switch takes away.
    public static TheoryData<string, string, string[]> Switches => new()
    {
        { "DOTNET_EnableAVX512", "0", ["avx512", "vector512"] },
        { "DOTNET_PreferredVectorBitWidth", "256", ["vector512"] },
        { "DOTNET_EnableAVX2", "0", ["avx512", "avx2", "fma", "vector512", "vector256"] },
        { "DOTNET_EnableHWIntrinsic", "0", ["avx512", "avx2", "fma", "vector512", "vector256", "vector128"] },
        { "DOTNET_TieredCompilation", "0", [] },
    };

    [Theory]
    [MemberData(nameof(Switches))]
    public void Every_case_has_the_same_bits_without(string variable, string value, string[] lost)
    {
        var leg = Run(variable, value);
        Assert.NotEmpty(leg.Cases);
        Assert.Equal(Baseline.Value.Cases, leg.Cases);
        var expected = Baseline.Value.Sets.ToDictionary(set => set.Key, set => set.Value && !lost.Contains(set.Key));
        Assert.Equal(expected, leg.Sets.ToDictionary());
    }

    [Fact]
    public void The_baseline_has_what_this_machine_has()
    {
        Assert.Equal(Avx512F.IsSupported, Baseline.Value.Sets["avx512"]);
        Assert.Equal(Avx2.IsSupported, Baseline.Value.Sets["avx2"]);
        Assert.Equal(Fma.IsSupported, Baseline.Value.Sets["fma"]);
    }

    // What everything else rests on is pinned, so that another platform, compiler or edit that moves one bit is noticed. A mismatch is evidence, not
    // a digest to overwrite: every stored result changes with it, and the versions of all stages must.
    [Fact]
    public void The_foundations_have_their_pinned_digests()
    {
        var pinned = File.ReadLines(RepositoryFiles.Reference("legs", "foundations.txt")).Select(line => line.Split(' ')).ToArray();
        Assert.NotEmpty(pinned);
        Assert.All(pinned, words => Assert.Equal(words[1], Baseline.Value.Cases[words[0]]));
    }

    private static Leg Run(string? variable, string? value)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Pipelines.Legs.dll"));
        if (variable is not null) start.Environment[variable] = value;
        using var child = Process.Start(start)!;
        var errors = child.StandardError.ReadToEndAsync();
        var lines = child.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        child.WaitForExit();
        Assert.True(child.ExitCode == 0, errors.Result);
        SortedDictionary<string, string> Words(string kind) =>
            new(lines.Select(line => line.Split(' ')).Where(words => words[0] == kind).ToDictionary(words => words[1], words => words[2]));
        return new Leg(Words("set").ToDictionary(set => set.Key, set => bool.Parse(set.Value)), Words("case"));
    }

    /// <summary>What one process printed: the instruction sets it has, and a digest for every case.</summary>
    private sealed record Leg(Dictionary<string, bool> Sets, SortedDictionary<string, string> Cases);
}
