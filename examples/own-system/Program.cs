using FsCheck;
using OwnSystem;
using Pipelines.Pipeline.Cli;

// The whole tool with a fourth system, or its invariants on random problems: `run lms.yaml`, `plan lms.yaml`, ..., `invariants`.
if (args is not ["invariants"]) return await CommandLine.RunAsync(args, LmsPipeline.System);
Check.QuickThrowOnFailure(LmsInvariants.A_longer_pass_begins_with_the_shorter_one());
Check.QuickThrowOnFailure(LmsInvariants.The_mean_is_never_below_its_limit());
return 0;
