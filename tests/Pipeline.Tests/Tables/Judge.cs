using System.Diagnostics;
using System.Text.Json.Nodes;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Tables;

/// <summary>The child process in which DuckDB, hyparquet and parquet-wasm (the Rust implementation) read and write files.</summary>
public sealed class Judge : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    private readonly Lazy<Process> _node = new(Start);
    private int _files;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parquet-judges-");

    internal static string Folder => Path.Combine(RepositoryFiles.Root, "tests", "judges");

    /// <summary>What each reader saw in the file, by reader.</summary>
    public async Task<IReadOnlyDictionary<string, ForeignView>> ReadAsync(byte[] file)
    {
        var path = PathFor("judged");
        await File.WriteAllBytesAsync(path, file);
        var answer = await AskAsync(new JsonObject { ["file"] = path });
        File.Delete(path);
        return answer.ToDictionary(view => view.Key, view => ForeignView.From(view.Value!.AsObject()));
    }

    /// <summary>Has a foreign writer write the table that it is known for, and returns the file.</summary>
    public async Task<byte[]> WriteAsync(string writer, JsonObject? options = null)
    {
        var path = PathFor("foreign");
        var answer = await AskAsync(new JsonObject { ["write"] = writer, ["file"] = path, ["options"] = options?.DeepClone() });
        Assert.Null((string?)answer["error"]);
        return await File.ReadAllBytesAsync(path);
    }

    /// <summary>DuckDB's answer to SQL in which FILE stands for the file, and NAME for its path: rows of values as text.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<string?>>> QueryAsync(byte[] file, string sql)
    {
        var path = PathFor("queried");
        await File.WriteAllBytesAsync(path, file);
        var answer = await AskAsync(new JsonObject { ["query"] = sql, ["file"] = path });
        Assert.Null((string?)answer["error"]);
        return [.. answer["rows"]!.AsArray().Select(row => row!.AsArray().Select(value => (string?)value).ToList())];
    }

    public void Dispose()
    {
        if (_node.IsValueCreated)
        {
            _node.Value.StandardInput.Close();
            if (!_node.Value.WaitForExit(TimeSpan.FromSeconds(5))) _node.Value.Kill();
            _node.Value.Dispose();
        }
        _folder.Delete(recursive: true);
    }

    /// <summary>A name that no file had before: DuckDB caches by path and time of change, and a file system's clock ticks only every few
    /// milliseconds.</summary>
    private string PathFor(string name) => Path.Combine(_folder.FullName, $"{name}-{Interlocked.Increment(ref _files)}.parquet");

    private async Task<JsonObject> AskAsync(JsonObject request)
    {
        await _node.Value.StandardInput.WriteLineAsync(request.ToJsonString());
        await _node.Value.StandardInput.FlushAsync();
        var reply = await _node.Value.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        return JsonNode.Parse(reply ?? throw new InvalidOperationException("The foreign readers ended without an answer."))!.AsObject();
    }

    private static Process Start() => Process.Start(new ProcessStartInfo("node", "judge.mjs")
    {
        WorkingDirectory = Folder,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        UseShellExecute = false,
    })!;
}
