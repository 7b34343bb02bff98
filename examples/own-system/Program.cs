using OwnSystem;
using Pipelines.Pipeline.Cli;
using Pipelines.Pipeline.Composition;

// The whole tool with a fourth system and its invariants: `run lms.yaml`, `plan lms.yaml`, `test lms.yaml`, ...
return await CommandLine.RunAsync(args, Systems.BuiltIn.With(LmsPipeline.System).With(LmsInvariants.All));
