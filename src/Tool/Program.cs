return await Pipelines.Pipeline.Cli.CommandLine.RunAsync(args).ConfigureAwait(false);
