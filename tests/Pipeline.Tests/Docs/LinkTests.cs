using System.Text.RegularExpressions;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Docs;

/// <summary>Every link between pages of the repository leads somewhere, and every page is found from the index.</summary>
public sealed partial class LinkTests
{
    private static readonly string Root = RepositoryFiles.Root;

    private static readonly string[] Pages =
    [
        .. Directory.GetFiles(Root, "*.md"),
        .. ((string[])["docs", "src", "tests", "examples", "findings", "pipelines"]).SelectMany(
            f => Directory.GetFiles(Path.Combine(Root, f), "*.md", SearchOption.AllDirectories))
            .Where(p => !p.Contains("node_modules", StringComparison.Ordinal)),
    ];

    [Fact]
    public void Every_link_leads_to_a_file_or_folder_and_its_heading()
    {
        var links = Pages.SelectMany(page => Links(page).Select(link => (Page: page, link.Target, link.Heading))).ToList();
        Assert.True(links.Count > 150);
        Assert.Equal([], links.Where(l => !Leads(l.Target, l.Heading)).Select(l => $"{Path.GetRelativePath(Root, l.Page)}: {l.Target}{l.Heading}"));
    }

    [Fact]
    public void A_link_to_nothing_is_seen()
    {
        Assert.False(Leads(Path.Combine(Root, "docs", "no-such-page.md"), ""));
        Assert.False(Leads(Path.Combine(Root, "README.md"), "#no-such-heading"));
        Assert.True(Leads(Path.Combine(Root, "README.md"), "#run-it"));
    }

    [Fact]
    public void Every_page_of_the_documentation_is_on_the_index_or_in_a_folder_that_it_names()
    {
        var index = Path.Combine(Root, "docs", "index.md");
        var named = Links(index).Select(l => l.Target).ToHashSet();
        var docs = Pages.Where(p => p.StartsWith(Path.Combine(Root, "docs"), StringComparison.Ordinal) && p != index);
        Assert.Equal([], docs.Where(p => !named.Contains(p) && !named.Contains(Path.GetDirectoryName(p)!)));
    }

    private static bool Leads(string target, string heading) =>
        heading == "" ? File.Exists(target) || Directory.Exists(target) : File.Exists(target) && Headings(target).Contains(heading[1..]);

    private static IEnumerable<string> Headings(string page) => File.ReadLines(page).Where(l => l.StartsWith('#'))
        .Select(l => NoWord().Replace(l.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    private static IEnumerable<(string Target, string Heading)> Links(string page) => Link().Matches(File.ReadAllText(page))
        .Where(m => !m.Groups[1].Value.Contains(':', StringComparison.Ordinal))
        .Select(m => (m.Groups[1].Value == "" ? page : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, m.Groups[1].Value)).TrimEnd('/'),
            m.Groups[2].Value));

    [GeneratedRegex(@"\]\(([^)#\s]*)(#[^)\s]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NoWord();
}
