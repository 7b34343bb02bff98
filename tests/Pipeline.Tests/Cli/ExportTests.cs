using System.Globalization;
using System.Text;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Runs;
using Pipelines.Pipeline.Storage.Given;
using Pipelines.Stages.Tables;
using nietras.SeparatedValues;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary><c>export</c>: other programs get the numbers of the table, every digit of them.</summary>
public sealed class ExportTests : IClassFixture<ExportTests.KernelRun>
{
    private readonly KernelRun _run;

    public ExportTests(KernelRun run) => _run = run;

    /// <summary>A theory with kernels at three steps, in two replicates at two ridges.</summary>
    public sealed class KernelRun : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public KernelRun()
        {
            System.IO.File.WriteAllText(_folder.File("kernels.yaml"), """
                experiment: kernels
                system: gaussian-mixture
                seed: 1
                replicates: 2
                dataset: {law: two-clusters, inputDimension: 20, sampleRatio: 2, noiseLevel: 0.5}
                network: linear
                training: {batch: full-batch, learningRate: 0.1, steps: 4, initialVariance: 1, start: free, loss: quadratic}
                theory: {method: exact-quadratic, simulations: none, kernelSteps: [0, 2, 4]}
                record: {every: 1}
                sweep: {training.ridge: [0.1, 1]}
                """);
            var run = Tool.Run("run", _folder.File("kernels.yaml"), "--store", _folder.File("store"), "--results", _folder.File("results"));
            Assert.True(run.Code == ExitCode.Complete, run.Error);
        }

        public string Results => _folder.File("results/kernels");

        public string File(string name) => _folder.File(name);

        public void Dispose() => _folder.Dispose();
    }

    private Table Table(string name) => ResultsFolder.Open(_run.Results).Table(name);

    private string Export(params string[] arguments)
    {
        var (code, output, error) = Tool.Run(["export", _run.Results, .. arguments]);
        Assert.True(code == ExitCode.Complete, error);
        return output;
    }

    private static double Number(string text) => text == "true" ? 1 : text == "false" ? 0 : double.Parse(text, CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("t.npy")]
    [InlineData("t.npz", "--npy")]
    [InlineData("t.npz", "--csv")]
    public void A_file_is_of_the_kind_that_its_name_says(string name, params string[] options)
    {
        var (code, _, error) = Tool.Run(["export", _run.Results, "kernels", "-o", _run.File(name), .. options]);
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains($"say '--{name[2..]}'", error, StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(_run.File(name)));
    }

    [Fact]
    public void Every_table_as_csv_has_every_digit_of_every_number()
    {
        foreach (var name in ResultsFolder.Open(_run.Results).Tables)
        {
            var table = Table(name);
            var text = Export(name);
            Assert.Equal(text, Export(name, "--csv"));
            using var reader = Sep.New(',').Reader(o => o with { Unescape = true }).FromText(text);
            Assert.Equal(table.Schema.Columns.Select(c => c.Name), reader.Header.ColNames);
            var row = 0;
            foreach (var line in reader)
            {
                for (var i = 0; i < table.Columns.Length; i++)
                {
                    var written = line[i].ToString();
                    if (table.Columns[i] is Column.Texts texts) Assert.Equal(texts.Values[row], written);
                    else Assert.Equal(table.Columns[i].AsNumbers()[row], Number(written));
                }
                row++;
            }
            Assert.Equal(table.Rows, row);
        }
    }

    /// <summary>Columns come in the order in which they are named.</summary>
    [Fact]
    public void Some_columns_are_those_that_are_named()
    {
        var columns = (string[])["point", "cause", "status"];
        Assert.Equal("point,cause,status\n0,,complete", string.Join('\n', Export("points", "--columns", string.Join(',', columns)).Split('\n')[..2]));
    }

    [Fact]
    public void Records_for_NumPy_are_the_table()
    {
        var table = Table("kernels");
        Export("kernels", "--npy", "-o", _run.File("k.npy"), "--columns", "point,step,earlierStep,correlation,memoryKernel");
        var arrays = NumpyFile.Read(File.ReadAllBytes(_run.File("k.npy")));
        Assert.Equal(["point", "step", "earlierStep", "correlation", "memoryKernel"], arrays.Select(a => a.Name));
        foreach (var array in arrays) Assert.Equal(table.Find(array.Name)!.AsNumbers(), array.Values);
    }

    /// <summary>NumPy's own words for the types; texts have the width of the longest, in code points of four bytes.</summary>
    [Fact]
    public void The_header_is_that_of_NumPy()
    {
        Export("points", "--npy", "-o", _run.File("p.npy"), "--columns", "point,status,finalError");
        var bytes = File.ReadAllBytes(_run.File("p.npy"));
        var length = BitConverter.ToUInt16(bytes, 8);
        Assert.Equal(0, (10 + length) % 64);
        Assert.Equal(
            "{'descr': [('point', '<i8'), ('status', '<U8'), ('finalError', '<f8')], 'fortran_order': False, 'shape': (4,), }",
            Encoding.ASCII.GetString(bytes, 10, length).TrimEnd());
        Assert.Equal(10 + length + (4 * (8 + (4 * 8) + 8)), bytes.Length);
        Assert.Equal("complete", Encoding.UTF32.GetString(bytes, 10 + length + 8, 32));
    }

    [Fact]
    public void Kernels_are_matrices_by_point()
    {
        var table = Table("kernels");
        Export("kernels", "--npz", "-o", _run.File("k.npz"));
        Export("kernels", "--npz", "-o", _run.File("again.npz"));
        Assert.Equal(File.ReadAllBytes(_run.File("k.npz")), File.ReadAllBytes(_run.File("again.npz")));
        var arrays = NumpyFile.ReadArchive(File.ReadAllBytes(_run.File("k.npz"))).ToDictionary(a => a.Name);
        Assert.Equal([0, 1, 2, 3], arrays["point"].Values);
        Assert.Equal([0, 2, 4], arrays["step"].Values);
        var (points, steps, earlier, correlation) =
            (table.Column<long>("point"), table.Column<long>("step"), table.Column<long>("earlierStep"), table.Column<double>("correlation"));
        var matrices = new double[4 * 3 * 3];
        Array.Fill(matrices, double.NaN);
        for (var i = 0; i < table.Rows; i++) matrices[(int)((points[i] * 9) + (steps[i] / 2 * 3) + (earlier[i] / 2))] = correlation[i];
        var written = arrays.Where(a =>
            a.Key.StartsWith("correlation", StringComparison.Ordinal) && !a.Key.Contains("Error", StringComparison.Ordinal));
        Assert.Equal(matrices.Order(), written.SelectMany(a => a.Value.Values).Order());
    }

    /// <summary>Where a number stands, its axes say, also where they are not asked for.</summary>
    [Theory]
    [InlineData("correlation")]
    [InlineData("step,earlierStep,correlation")]
    public void Matrices_of_some_columns_are_those_of_all(string columns)
    {
        Export("kernels", "--npz", "-o", _run.File("all.npz"));
        Export("kernels", "--npz", "-o", _run.File("some.npz"), "--columns", columns);
        var all = NumpyFile.ReadArchive(File.ReadAllBytes(_run.File("all.npz"))).ToDictionary(a => a.Name);
        var some = NumpyFile.ReadArchive(File.ReadAllBytes(_run.File("some.npz")));
        Assert.Contains(some, a => a.Name.StartsWith("correlation", StringComparison.Ordinal));
        Assert.DoesNotContain(some, a => a.Name.StartsWith("response", StringComparison.Ordinal));
        foreach (var array in some) Assert.Equal(all[array.Name].Values, array.Values);
    }

    [Theory]
    [InlineData("has no table tehory", "tehory")]
    [InlineData("has no column nope", "theory", "--columns", "step,nope")]
    [InlineData("has no matrices", "theory", "--npz", "-o", "t.npz")]
    [InlineData("name a file: -o FILE", "theory", "--npy")]
    [InlineData("contradict each other", "theory", "--npy", "--csv", "-o", "t.npy")]
    public void What_cannot_be_exported_is_refused_and_leaves_nothing(string message, params string[] arguments)
    {
        var (code, output, error) = Tool.Run(
            ["export", _run.Results, .. arguments.Select(a => a.StartsWith("t.", StringComparison.Ordinal) ? _run.File(a) : a)]);
        Assert.Equal((ExitCode.Usage, ""), (code, output));
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(_run.File("x"))!, "t.*"));
    }
}
