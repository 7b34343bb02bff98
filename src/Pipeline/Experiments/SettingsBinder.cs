using System.Collections.Concurrent;
using System.Diagnostics;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Experiments;

/// <summary>Nodes to settings records, strictly: nothing ignored, nothing guessed, every error reported.</summary>
/// <remarks>A record is made only of parts without error; conditions across its keys (<see cref="IValidatedSettings"/>) are checked then.</remarks>
/// <param name="errors">Receives everything that is wrong.</param>
/// <param name="root">The whole record, for "did you mean".</param>
/// <param name="shared">Groups that need not be bound again; null where nothing is bound twice.</param>
/// <param name="isPart">What is written is to be completed or replaced by a sweep: nothing is missing and no record is made, but every value is
/// checked.</param>
internal sealed class SettingsBinder(ConfigErrors errors, SettingType.Group root, bool isPart, BoundGroups? shared = null)
{
    // A bound value may be null, so failure needs a value of its own.
    private static readonly object Failed = new();

    /// <summary>The whole record that a mapping describes, or null after errors.</summary>
    /// <param name="errors">Receives everything that is wrong.</param>
    /// <param name="type">The record.</param>
    /// <param name="node">What was written.</param>
    /// <param name="shared">Groups that other points of a sweep share.</param>
    public static object? Bind(ConfigErrors errors, SettingType.Group type, ConfigNode.Mapping node, BoundGroups? shared = null)
    {
        var bound = new SettingsBinder(errors, type, isPart: false, shared).BindGroup(type, node, "", node.Location, null);
        return ReferenceEquals(bound, Failed) ? null : bound;
    }

    /// <summary>Checks what is written beside a sweep, which may never be used as it stands but must not be nonsense either.</summary>
    public static void CheckPart(ConfigErrors errors, SettingType.Group type, ConfigNode.Mapping node) =>
        new SettingsBinder(errors, type, isPart: true).BindGroup(type, node, "", node.Location, null);

    private object BindGroup(SettingType.Group type, ConfigNode.Mapping node, string path, SourceLocation place, SettingType.Union? union)
    {
        if (shared is null) return BindAnew(type, node, path, place, union);
        if (shared.Find(type, node) is { } known) return known;
        var before = errors.Count;
        var bound = BindAnew(type, node, path, place, union);
        if (!ReferenceEquals(bound, Failed) && errors.Count == before) shared.Add(type, node, bound);
        return bound;
    }

    private object BindAnew(SettingType.Group type, ConfigNode.Mapping node, string path, SourceLocation place, SettingType.Union? union)
    {
        var isWhole = true;
        if (CountKnown(type, node, union) < node.Entries.Length)
        {
            node = UnknownKeys.Repair(errors, root, type, node, union);
            isWhole = CountKnown(type, node, union) == node.Entries.Length;
        }
        var values = new object?[type.Settings.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var setting = type.Settings[i];
            values[i] = node.Find(setting.Key) is { } entry ? BindSetting(setting, entry, path) : Omitted(setting, path, place);
            isWhole &= !ReferenceEquals(values[i], Failed);
        }
        return isWhole && !isPart ? Create(type, values, node, place) : Failed;
    }

    private static int CountKnown(SettingType.Group type, ConfigNode.Mapping node, SettingType.Union? union)
    {
        var count = union is not null && node.Find(union.Key) is not null ? 1 : 0;
        foreach (var setting in type.Settings)
        {
            if (node.Find(setting.Key) is not null) count++;
        }
        return count;
    }

    private object? Omitted(Setting setting, string path, SourceLocation place)
    {
        if (isPart) return null;
        if (setting.IsImplied) return BindGroup((SettingType.Group)setting.Type, new(place, []), Join(path, setting.Key), place, null);
        if (!setting.IsRequired) return setting.Default;
        var owner = path.Length == 0 ? "The experiment" : path;
        errors.Add(
            place,
            $"{owner} needs {setting.Key}: {setting.Limits.Summary}.",
            Expectation.Of(setting.Type, setting.Limits),
            $"add '{setting.Key}:'");
        return Failed;
    }

    private object? BindSetting(Setting setting, ConfigEntry entry, string path) =>
        setting.IsNullable && entry.Value is ConfigNode.Scalar { Kind: ScalarKind.Null }
            ? null
            : BindValue(setting.Type, setting, entry.Value, path, entry.KeyMark);

    // Not Match: this runs for every value of every point of a sweep, and eight closures would cost more than the binding.
    private object BindValue(SettingType type, Setting setting, ConfigNode node, string path, SourceLocation place) => type switch
    {
        SettingType.Number => ScalarBinder.Number(node, setting, errors) ?? Failed,
        SettingType.Integer t => ScalarBinder.Integer(t, node, setting, errors) ?? Failed,
        SettingType.Boolean => ScalarBinder.Boolean(node, setting, errors) ?? Failed,
        SettingType.Text => ScalarBinder.Text(node, setting, errors) ?? Failed,
        SettingType.Choice t => ScalarBinder.Choice(t, node, setting, errors) ?? Failed,
        SettingType.List t => BindList(t, setting, node, path),
        SettingType.Group t => node is ConfigNode.Mapping mapping
            ? BindGroup(t, mapping, Join(path, setting.Key), place, null)
            : NotAGroup(setting, node),
        SettingType.Union t => BindUnion(t, setting, node, Join(path, setting.Key), place),
        _ => throw new UnreachableException(),
    };

    private object BindList(SettingType.List type, Setting setting, ConfigNode node, string path)
    {
        if (type.Every is { } every && node is ConfigNode.Mapping { Entries: [{ Key: "every" } entry] })
        {
            if (ScalarBinder.Integer((SettingType.Integer)type.Item, entry.Value, setting, errors) is not int steps) return Failed;
            if (steps > 0) return every.Create(steps);
            errors.Add(entry.Value.Location, "every cannot be 0.", "a whole number of at least 1");
            return Failed;
        }
        if (type.Item is SettingType.Number or SettingType.Integer && SpacedValues.Entry(node) is { } spacing)
        {
            if (SpacedValues.Read(errors, spacing, "write [VALUE]") is not { } spaced) return Failed;
            node = new ConfigNode.Sequence(node.Location, [.. Enumerable.Range(0, spaced.Length).Select(spaced.At)]);
        }
        if (node is not ConfigNode.Sequence sequence)
        {
            var fix = node is ConfigNode.Scalar { Text.Length: < 40 } one ? $"write [{(one.Kind == ScalarKind.Null ? "" : one.Text)}]" : "";
            errors.Add(
                node.Location,
                $"{setting.Key} must be a list, not {FlowText.Quote(node)}.",
                Expectation.Of(type, setting.Limits),
                fix);
            return Failed;
        }
        var binder = isPart ? new SettingsBinder(errors, root, isPart: false) : this;
        var items = new object?[sequence.Items.Length];
        var isWhole = true;
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = binder.BindValue(type.Item, setting, sequence.Items[i], path, sequence.Items[i].Location);
            isWhole &= !ReferenceEquals(items[i], Failed);
        }
        return isWhole ? type.Create(items) : Failed;
    }

    private object BindUnion(SettingType.Union type, Setting setting, ConfigNode node, string path, SourceLocation place)
    {
        // A case that needs nothing else may be written as its bare name; nothing can be swept into that, so it is whole.
        if (node is ConfigNode.Scalar { Kind: ScalarKind.Text } name)
        {
            var bare = new ConfigNode.Mapping(name.Location, [new(type.Key, name.Location, name)]);
            return (isPart ? new SettingsBinder(errors, root, isPart: false) : this).BindUnion(type, bare, path, place);
        }
        return node is ConfigNode.Mapping mapping ? BindUnion(type, mapping, path, place) : NotAGroup(setting, node);
    }

    private object BindUnion(SettingType.Union type, ConfigNode.Mapping mapping, string path, SourceLocation place)
    {
        var names = type.Cases.Select(c => c.Name);
        if (mapping.Find(type.Key) is null) mapping = UnknownKeys.RepairCase(errors, type, mapping);
        if (mapping.Find(type.Key) is not { } entry)
        {
            errors.Add(place, $"{path} needs {type.Key}: which kind it is.", "one of " + string.Join(", ", names), $"add '{type.Key}:'");
            return Failed;
        }
        var text = entry.Value is ConfigNode.Scalar { Kind: ScalarKind.Text } scalar ? scalar.Text : null;
        foreach (var unionCase in type.Cases)
        {
            if (unionCase.Name == text) return BindGroup(unionCase.Group, mapping, path, place, type);
        }
        var shown = text is null ? FlowText.Quote(entry.Value) : FlowText.Quote(text);
        var fix = text is null ? "" : Suggest.Sentence(text, names);
        errors.Add(entry.Value.Location, $"{type.Key} cannot be {shown}.", "one of " + string.Join(", ", names), fix);
        return Failed;
    }

    private object Create(SettingType.Group type, object?[] values, ConfigNode.Mapping node, SourceLocation place)
    {
        try
        {
            var record = type.Create(values);
            return record is not IValidatedSettings validated || Holds(validated, node, place) ? record : Failed;
        }
        // Records check their own arguments; what they refuse beyond the declared limits is the file's error, not a crash.
        catch (ArgumentException refused)
        {
            errors.Add(place, refused.Message.ReplaceLineEndings(" "));
            return Failed;
        }
    }

    private bool Holds(IValidatedSettings settings, ConfigNode.Mapping node, SourceLocation place)
    {
        var holds = true;
        foreach (var violation in settings.Violations())
        {
            errors.Add(NodePath.Nearest(node, violation.Key)?.Value.Location ?? place, violation.Message, fix: violation.Fix);
            holds = false;
        }
        return holds;
    }

    private object NotAGroup(Setting setting, ConfigNode node)
    {
        errors.Add(
            node.Location,
            $"{setting.Key} must be keys with values, not {FlowText.Quote(node)}.",
            Expectation.Of(setting.Type, setting.Limits));
        return Failed;
    }

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}

/// <summary>The groups of a file that were bound without an error: the points of a sweep share all that is not swept. Safe for concurrent
/// use.</summary>
internal sealed class BoundGroups
{
    private readonly HashSet<object> _written = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentDictionary<object, (SettingType.Group Type, object Record)> _bound = new(ReferenceEqualityComparer.Instance);

    /// <param name="root">What is written; groups that a sweep makes anew for each point are not kept.</param>
    public BoundGroups(ConfigNode root) => Collect(root);

    public object? Find(SettingType.Group type, ConfigNode.Mapping node) =>
        _bound.TryGetValue(node, out var known) && ReferenceEquals(known.Type, type) ? known.Record : null;

    public void Add(SettingType.Group type, ConfigNode.Mapping node, object record)
    {
        if (_written.Contains(node)) _bound.TryAdd(node, (type, record));
    }

    private void Collect(ConfigNode node)
    {
        switch (node)
        {
            case ConfigNode.Mapping mapping:
                if (!_written.Add(mapping)) return;
                foreach (var entry in mapping.Entries) Collect(entry.Value);
                return;
            case ConfigNode.Sequence sequence:
                foreach (var item in sequence.Items) Collect(item);
                return;
        }
    }
}
