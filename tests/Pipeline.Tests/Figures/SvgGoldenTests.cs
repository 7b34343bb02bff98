using System.Security.Cryptography;
using System.Text;
using Pipelines.Pipeline.Figures.Svg;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Figures;

/// <summary>Digests of drawings that somebody looked at. A mismatch means that figures look different: look again before writing the digests
/// anew.</summary>
public class SvgGoldenTests
{
    [Fact]
    public void The_same_figures_have_the_same_bytes()
    {
        var digests = SampleFigures.All.Select(f => (f.Name, Svg: SvgFigure.Render(f))).ToList();
        var folder = Environment.GetEnvironmentVariable("PIPELINES_FIGURES_TO");
        if (folder is not null) digests.ForEach(d => File.WriteAllText(Path.Combine(folder, $"{d.Name}.svg"), d.Svg));
        Assert.Equal(
            File.ReadAllLines(RepositoryFiles.Reference("golden", "figures.txt")),
            digests.Select(d => $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(d.Svg)))}  {d.Name}.svg"));
    }
}
