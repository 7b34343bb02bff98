using System.Collections.Immutable;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Pipelines.Pipeline.Experiments;

/// <summary>One pass over YamlDotNet's events, stopped at the first one beyond a limit.</summary>
/// <remarks>Mutable, used once. Repeated keys, tags and merge keys are reported and passed over, so that one reading finds them all;
/// errors of syntax end it.</remarks>
internal sealed class YamlReader(SourceText source, string text, ConfigErrors errors)
{
    private readonly Parser parser = new(new StringReader(text));
    private readonly Dictionary<AnchorName, ConfigNode> anchors = [];
    private readonly Stack<(SourceLocation Mark, char Bracket)> open = [];
    private int nodes;
    private int aliased;
    private SourceLocation last = new(source, 1, 1);

    /// <summary>The one document's root, or null after an error that ended the reading.</summary>
    public ConfigNode? Read()
    {
        try
        {
            return ReadDocument();
        }
        catch (YamlStop stop)
        {
            errors.Add(stop.Mark, stop.Message, fix: stop.Fix);
        }
        catch (YamlException syntax)
        {
            var (message, fix) = YamlSyntax.Explain(syntax.Message);
            var mark = syntax.Start.Line > 0 ? At(syntax.Start) : last;
            if (!TellUnclosed(mark.Line)) errors.Add(mark, message, fix: YamlSyntax.Fix(source, mark.Line) ?? fix);
        }
        // The parser is not ours: whatever else it throws on strange input (some unclosed brackets among it) is about that input.
        catch (Exception unexpected) when (unexpected is not OutOfMemoryException)
        {
            if (!TellUnclosed(int.MaxValue)) errors.Add(last, "The text from here on is not valid YAML.");
        }
        return null;
    }

    // A bracket that is not closed is noticed lines later; the mistake is where it was opened.
    private bool TellUnclosed(int line)
    {
        if (!open.TryPeek(out var opened) || opened.Mark.Line >= line) return false;
        errors.Add(
            opened.Mark,
            $"This '{opened.Bracket}' is not closed.",
            fix: opened.Bracket == '[' ? "write [a, b, c]" : "write {key: value, key: value}");
        return true;
    }

    private ConfigNode ReadDocument()
    {
        Next();
        var start = Next();
        if (start is StreamEnd) throw Stop(start, "The file is empty.", "begin with 'experiment: my-name'");
        if (start is DocumentStart { Tags.Count: > 0 } document && document.Tags.Any(t => t.Prefix is not ("!" or "tag:yaml.org,2002:")))
            throw Stop(start, "Tags cannot be used in an experiment file.", "delete the %TAG line");
        var root = ReadNode(Next(), 1);
        Next();
        var end = Next();
        if (end is not StreamEnd) throw Stop(end, "A second document begins here; an experiment file holds one.", "put it into a file of its own");
        return root;
    }

    private ConfigNode ReadNode(ParsingEvent current, int depth)
    {
        if (++nodes > ExperimentText.MaximumNodes)
            throw Stop(
                current,
                $"The file has more than {ExperimentText.MaximumNodes} keys and values.",
                "give data as a file of its own, and long sweeps as {lin: [first, last, count]} or {log: [...]}");
        if (depth > ExperimentText.MaximumDepth) throw Stop(current, $"Nested more than {ExperimentText.MaximumDepth} levels deep.", "");
        if (current is AnchorAlias alias) return Resolve(alias, depth);
        if (current is not NodeEvent node) throw Stop(current, "A value is missing here.", "");
        if (!node.Tag.IsEmpty)
            errors.Add(
                At(node.Start),
                $"Tags such as {FlowText.Quote(TagText(node))} cannot be used in an experiment file.",
                fix: "delete the tag; quote a text that begins with '!'");
        ConfigNode read = node switch
        {
            MappingStart start => ReadMapping(start, depth),
            SequenceStart start => ReadSequence(start, depth),
            Scalar scalar => ReadScalar(scalar),
            _ => throw Stop(node, "A value is missing here.", ""),
        };
        if (!node.Anchor.IsEmpty)
        {
            if (anchors.Count >= ExperimentText.MaximumAliasedNodes)
                throw Stop(node, $"The file marks more than {ExperimentText.MaximumAliasedNodes} values with '&'.", "write the values out");
            anchors[node.Anchor] = read;
        }
        return read;
    }

    private ConfigNode.Scalar ReadScalar(Scalar scalar)
    {
        var unsafeAt = UnsafeCharacters.IndexIn(scalar.Value);
        if (unsafeAt >= 0)
            errors.Add(At(scalar.Start), $"{UnsafeCharacters.Name(scalar.Value, unsafeAt)} cannot stand in a text.", fix: "leave it out");
        var style = scalar.Style == YamlDotNet.Core.ScalarStyle.Plain ? ScalarStyle.Plain : ScalarStyle.Quoted;
        return new(At(scalar.Start), unsafeAt < 0 ? scalar.Value : UnsafeCharacters.Replaced(scalar.Value), style);
    }

    private ConfigNode.Mapping ReadMapping(MappingStart start, int depth)
    {
        if (start.Style == MappingStyle.Flow) open.Push((At(start.Start), '{'));
        var entries = ImmutableArray.CreateBuilder<ConfigEntry>();
        var places = new Dictionary<string, SourceLocation>(StringComparer.Ordinal);
        for (var key = Next(); key is not MappingEnd; key = Next())
        {
            if (ReadNode(key, depth + 1) is not ConfigNode.Scalar name || key is AnchorAlias)
                throw Stop(key, "A key must be a plain word.", "write 'key: value'");
            var value = ReadNode(Next(), depth + 1);
            if (name is { Text: "<<", Style: ScalarStyle.Plain })
                errors.Add(name.Location, "Merge keys ('<<') cannot be used in an experiment file.", fix: "write the keys out");
            else if (start.Style == MappingStyle.Flow && DecimalComma.Of(entries, name, value) is { } number)
                entries[^1] = entries[^1] with { Value = number.Tell(errors) };
            else if (!places.TryAdd(name.Text, name.Location))
                errors.Add(
                    name.Location,
                    $"The key {FlowText.Quote(name.Text)} is given twice; the first is at line {places[name.Text].Line}, "
                        + $"column {places[name.Text].Column}.",
                    fix: "keep one of them");
            else
                entries.Add(new(name.Text, name.Location, value));
        }
        if (start.Style == MappingStyle.Flow) open.Pop();
        return new(At(start.Start), entries.DrainToImmutable());
    }

    private ConfigNode.Sequence ReadSequence(SequenceStart start, int depth)
    {
        if (start.Style == SequenceStyle.Flow) open.Push((At(start.Start), '['));
        var items = ImmutableArray.CreateBuilder<ConfigNode>();
        for (var item = Next(); item is not SequenceEnd; item = Next()) items.Add(ReadNode(item, depth + 1));
        if (start.Style == SequenceStyle.Flow) open.Pop();
        return new(At(start.Start), items.DrainToImmutable());
    }

    private ConfigNode Resolve(AnchorAlias alias, int depth)
    {
        if (!anchors.TryGetValue(alias.Value, out var node))
            throw Stop(alias, $"No value before this one is marked &{alias.Value.Value}.", "write the value out");
        Count(alias, node, depth);
        return node;
    }

    private void Count(AnchorAlias alias, ConfigNode node, int depth)
    {
        if (++aliased > ExperimentText.MaximumAliasedNodes)
            throw Stop(alias, $"Aliases stand for more than {ExperimentText.MaximumAliasedNodes} values.", "write the values out");
        if (depth > ExperimentText.MaximumDepth) throw Stop(alias, $"Nested more than {ExperimentText.MaximumDepth} levels deep.", "");
        var children = node.Match(mapping: m => m.Entries.Select(e => e.Value), sequence: s => s.Items, scalar: _ => []);
        foreach (var child in children) Count(alias, child, depth + 1);
    }

    private ParsingEvent Next()
    {
        if (!parser.MoveNext() || parser.Current is not { } current) throw new YamlStop(last, "The text ends too early.", "");
        last = At(current.Start);
        return current;
    }

    private SourceLocation At(YamlDotNet.Core.Mark mark) => new(source, (int)mark.Line, (int)mark.Column);

    private YamlStop Stop(ParsingEvent place, string message, string fix) => new(At(place.Start), message, fix);

    private static string TagText(NodeEvent node) =>
        node.Tag.IsNonSpecific ? "!" : node.Tag.Value.Replace("tag:yaml.org,2002:", "!!", StringComparison.Ordinal);
}

/// <summary>Says in the words of someone who writes a file what the YAML parser says in its own.</summary>
internal static partial class YamlSyntax
{
    private static readonly (string Part, string Message, string Fix)[] Known =
    [
        (
            "unknown escape character",
            "A backslash in double quotes begins an escape, and there is none of this name.",
            "use single quotes, in which a backslash is itself"),
        ("hex", "A backslash in double quotes begins an escape, and this one is not complete.", "use single quotes, in which a backslash is itself"),
        ("multiline plain scalar", "Expected 'key: value' here.", "write one 'key: value' on each line, with a space after the colon"),
        (
            "invalid mapping",
            "A second 'key: value' on this line, or one indented below a value, makes no sense.",
            "quote a text that contains ': ', or line the key up with the others"),
        (
            "mapping values are not allowed",
            "A second 'key: value' on this line, or one indented below a value, makes no sense.",
            "quote a text that contains ': ', or line the key up with the others"),
        ("invalid tab", "A tab cannot indent a line.", "indent with spaces"),
        ("expected ',' or ']'", "This list misses a comma or its end.", "write [a, b, c]"),
        ("expected ',' or '}'", "This group misses a comma or its end.", "write {key: value, key: value}"),
        ("quoted scalar", "This quoted text is not closed.", "end it with the quote that it begins with"),
        ("cannot start any token", "A value cannot begin with this character.", "put the text in quotes"),
        ("anchor or alias", "A value cannot begin with this character.", "put the text in quotes"),
        ("expected <document start>", "Expected 'key: value' here.", "write one 'key: value' on each line, with a space after the colon"),
        ("expected ':'", "A colon is missing after this key.", "write 'key: value'"),
        (
            "expected key",
            "Expected the next 'key: value' here.",
            "close quotes and brackets, put one 'key: value' on each line, indent keys of one group alike"),
        ("expected '-' indicator", "This line does not line up with the list above it.", "indent items of one list alike, each with '- '"),
        ("expected node content", "A value is missing here.", "write a value, or delete the comma"),
    ];

    /// <summary>What to do where this line or the one before shows it: something else than a space, or none behind a colon; null otherwise.</summary>
    public static string? Fix(SourceText source, int line)
    {
        var lines = Enumerable.Range(Math.Max(1, line - 1), 2).ToList();
        if (lines.Select(n => SpaceLookalikes.Fix(source, n)).FirstOrDefault(f => f is not null) is { } lookalike) return lookalike;
        var lacksSpace = lines.Any(n => source.Line(n) is { Length: < 1000 } text && KeyWithoutSpace().IsMatch(text));
        return lacksSpace ? "put a space after the colon: 'key: value'" : null;
    }

    [GeneratedRegex(@"^\s*[A-Za-z][A-Za-z0-9]*:[^\s:/\\]")]
    private static partial Regex KeyWithoutSpace();

    public static (string Message, string Fix) Explain(string parserMessage)
    {
        foreach (var (part, message, fix) in Known)
        {
            if (parserMessage.Contains(part, StringComparison.OrdinalIgnoreCase)) return (message, fix);
        }
        var shown = new string([.. parserMessage.Take(150).Where(c => !char.IsControl(c))]);
        return ($"This is not valid YAML: {shown}", "");
    }
}

/// <summary>Ends the reading of a text that cannot be read further; never leaves <see cref="YamlReader"/>.</summary>
internal sealed class YamlStop(SourceLocation mark, string message, string fix) : Exception(message)
{
    public SourceLocation Mark { get; } = mark;

    public string Fix { get; } = fix;
}
