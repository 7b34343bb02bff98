using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using Pipelines.Testing.Cases;

namespace Pipelines.Testing;

/// <summary>Tries cases of one invariant by FsCheck, which makes the first that fails smaller while it fails.</summary>
internal sealed class CaseSearch<TSettings>(Invariant<TSettings> invariant, InvariantRun run)
    where TSettings : class
{
    /// <summary>Simplifications that are tried before the case at hand is small enough.</summary>
    private const int MostSimplifications = 600;

    private int _cases, _applied, _simplifications, _setting;
    private Finding _worst = Finding.NotApplicable;
    private (Trial<TSettings> Trial, Finding Finding)? _failed;

    public InvariantResult Result => new(
        invariant, _cases, _applied, _failed?.Finding ?? _worst,
        _failed is var (trial, finding) ? new(trial.Settings, trial.Seed, finding) : null);

    /// <summary>Tries cases up to the first that fails, of which it looks for the smallest that does.</summary>
    public void Run(IEnumerable<Trial<TSettings>> trials, Neighbourhood<TSettings> neighbourhood)
    {
        foreach (var trial in trials)
        {
            if (run.Cancellation.IsCancellationRequested) return;
            if (Holds(trial)) continue;
            // The generator draws nothing: a case follows from its number, whatever the version of FsCheck.
            var from = Arb.From(Gen.Constant(trial), Simpler);
            FsCheck.Check.One(Config.Quick.WithMaxTest(1).WithRunner(new Silent()),
                Prop.ForAll<Trial<TSettings>>(from, (Func<Trial<TSettings>, bool>)HoldsStill));
            return;
        }

        // What made the case simpler is tried again first: settings before it have just been tried in vain.
        IEnumerable<Trial<TSettings>> Simpler(Trial<TSettings> trial)
        {
            foreach (var (simpler, setting) in neighbourhood.Simpler(trial, _setting))
            {
                if (_simplifications++ == MostSimplifications) yield break;
                _setting = setting;
                yield return simpler;
            }
        }

        bool HoldsStill(Trial<TSettings> trial)
        {
            var finding = run.Cancellation.IsCancellationRequested ? Finding.NotApplicable : invariant.Try(trial);
            run.Tried?.Invoke();
            if (finding.Holds) return true;
            _failed = (trial, finding);
            return false;
        }
    }

    private bool Holds(Trial<TSettings> trial)
    {
        var finding = invariant.Try(trial);
        run.Tried?.Invoke();
        _cases++;
        if (finding.Applies) _applied++;
        if (!finding.Holds)
        {
            // Kept at once: what fails in one try and not in the next is a failure, too.
            _failed = (trial, finding);
            return false;
        }
        if (finding.Applies && (!_worst.Applies || Share(finding) > Share(_worst))) _worst = finding;
        return true;
    }

    private static double Share(Finding finding) => finding.Allowed > 0 ? finding.Difference / finding.Allowed : 0;

    /// <summary>The search keeps what it found; nothing is printed.</summary>
    private sealed class Silent : IRunner
    {
        public void OnStartFixture(Type t)
        {
        }

        public void OnArguments(int n, FSharpList<object> args, FSharpFunc<int, FSharpFunc<FSharpList<object>, string>> every)
        {
        }

        public void OnShrink(FSharpList<object> args, FSharpFunc<FSharpList<object>, string> everyShrink)
        {
        }

        public void OnFinished(string name, TestResult result)
        {
        }
    }
}
