using System.Globalization;
using Parquet;
using Parquet.Schema;
using Pipelines.Pipeline.Cli;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>Users' own numbers, in CSV or Parquet, with a network of their own.</summary>
public sealed class GivenDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_same_numbers_in_csv_and_parquet_are_the_same_data()
    {
        await WriteDataAsync();
        var csv = await RunAsync("dataset.file=data.csv");
        var parquet = await RunAsync("dataset.file=data.parquet");
        Assert.Equal(ExitCode.Complete, csv.Code);
        Assert.Equal(ExitCode.Complete, parquet.Code);
        Assert.Equal(csv.Trajectory, parquet.Trajectory);
    }

    [Fact]
    public async Task Given_initial_parameters_replace_the_drawn_ones_in_every_replicate()
    {
        await WriteDataAsync();
        await File.WriteAllTextAsync(_folder.File("network.csv"), "outerWeight,w1,w2\n1,0.5,-0.25\n-1,0.125,2\n");
        var drawn = await RunAsync("dataset.file=data.csv");
        var given = await RunAsync("dataset.file=data.csv", "network.initialParameters=network.csv");
        Assert.Equal(ExitCode.Complete, given.Code);
        Assert.NotEqual(drawn.Trajectory, given.Trajectory);
        var wrong = await RunAsync("dataset.file=data.csv", "network.initialParameters=network.csv", "network.hiddenUnits=3");
        Assert.Equal(ExitCode.Usage, wrong.Code);
        Assert.Contains("network.csv has 2 hidden units", wrong.Error, StringComparison.Ordinal);
        await File.WriteAllTextAsync(_folder.File("network.csv"), "outerWeight,w1,w2\n1,0.5,-0.25\n-1,NaN,2\n");
        var none = await RunAsync("dataset.file=data.csv", "network.initialParameters=network.csv");
        Assert.Equal(ExitCode.Usage, none.Code);
        Assert.Contains("network.csv: line 3, column 'w1': NaN is not a finite number", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_does_not_fit_its_settings_says_what_does_not()
    {
        await WriteDataAsync();
        var refused = await RunAsync("dataset.file=data.csv", "dataset.trainingSamples=7");
        Assert.Equal(ExitCode.Usage, refused.Code);
        Assert.Contains("data.csv has 6 rows; dataset.trainingSamples says 7", refused.Error, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Error, byte[] Trajectory)> RunAsync(params string[] set)
    {
        await File.WriteAllTextAsync(_folder.File("given.yaml"), """
            experiment: given
            system: mean-field-hinge
            seed: 1
            dataset: {law: given, file: data.csv, trainingSamples: 6, inputDimension: 2}
            network: {hiddenUnits: 2}
            training: {learningRate: 1, steps: 5, precision: float64}
            record: {every: 1, neurons: 2}
            """);
        using var output = new StringWriter();
        using var error = new StringWriter();
        var results = _folder.File(Guid.NewGuid().ToString("N"));
        string[] command =
        [
            "run", _folder.File("given.yaml"), "--store", _folder.File("store"), "--results", results, .. set.SelectMany(s => new[] { "--set", s }),
        ];
        var code = await CommandLine.RunAsync(command, new LocalFileSystem(), new(output, error, IsTerminal: false));
        var trajectory = Path.Combine(results, "given", "series", "neurons.parquet");
        return (code, error.ToString(), File.Exists(trajectory) ? await ValuesAsync(trajectory) : []);
    }

    /// <summary>The outer weights as bits: file metadata differ with the experiment.</summary>
    private static async Task<byte[]> ValuesAsync(string path)
    {
        using var stream = File.OpenRead(path);
        var reader = await ParquetReader.CreateAsync(stream);
        await using (reader)
        {
            // Where no point is complete, the table has no rows and no group.
            if (reader.RowGroupCount == 0) return [];
            using var group = reader.OpenRowGroupReader(0);
            var values = new double[group.RowCount];
            await group.ReadAsync<double>(reader.Schema.FindDataField("outerWeight"), values.AsMemory());
            return [.. values.SelectMany(BitConverter.GetBytes)];
        }
    }

    private async Task WriteDataAsync()
    {
        double[] first = [1, -1.5, 0.3, -0.2, 2, -2.5], second = [0.1, 0.2, -0.3, 0.4, -0.5, 0.6], labels = [1, -1, 1, -1, 1, -1];
        var lines = Enumerable.Range(0, 6).Select(n => string.Create(CultureInfo.InvariantCulture, $"{first[n]:R},{second[n]:R},{labels[n]:R}"));
        await File.WriteAllTextAsync(_folder.File("data.csv"), "x1,x2,label\n" + string.Join('\n', lines) + "\n");
        DataField[] fields = [new DataField<double>("x1"), new DataField<double>("x2"), new DataField<double>("label")];
        using var stream = File.Create(_folder.File("data.parquet"));
        var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream);
        await using (writer)
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<double>(fields[0], first);
            await group.WriteAsync<double>(fields[1], second);
            await group.WriteAsync<double>(fields[2], labels);
            group.CompleteValidate();
        }
    }
}
