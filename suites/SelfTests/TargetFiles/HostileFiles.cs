using System.Text;
using NUnit.Framework;
using Shouldly;
using SocketConformance.SelfTests.CommandLine;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.TargetFiles;

/// <summary>Files that are made to hang, exhaust or fool their reader.</summary>
[Fast]
public sealed class HostileFiles
{
    private const int Almost = (1 << 20) - 100;

    /// <summary>What a plain file costs that is as large as one may be.</summary>
    private static readonly Lazy<TimeSpan> Plain = new(() =>
    {
        const int most = 10_000;
        var entry = $"  - {{ case: a/b, reason: {new string('c', (Almost / most) - 30)} }}\n";
        var text = $"{Yaml.Contract("echo", "command: [./a, '{port}']")}known-failures:\n{string.Concat(Enumerable.Repeat(entry, most))}";
        return Cost.Of(() => Yaml.Read(text)).Spent;
    });

    [Test]
    public void A_huge_file_is_refused() =>
        Yaml.Mistake(new string('#', (1 << 20) + 1)).ShouldBe("my.yaml: the file is larger than 1 MiB.");

    [Test]
    public void A_file_without_end_is_refused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("zero.yaml");
        File.CreateSymbolicLink(path, "/dev/zero");

        Should.Throw<TargetException>(() => TargetFile.Read(path)).Message.ShouldBe($"{path}: the file is larger than 1 MiB.");
    }

    [TestCase("[")]
    [TestCase("{a: ")]
    [TestCase("- ")]
    [TestCase("? ")]
    public void Deep_nesting_is_refused_early(string open) =>
        AtLittleCost(() => Yaml.Mistake($"name: x\nknown-failures:\n {string.Concat(Enumerable.Repeat(open, Almost / open.Length))}"))
            .ShouldContain("nested more than 16 deep");

    [Test]
    public void Aliases_of_aliases_do_not_grow() => AtLittleCost(() =>
    {
        var text = new StringBuilder("name: x\ncontracts:\n  echo:\n    command:\n      - &a0 [x, x]\n");
        for (var level = 1; level < 60; level++) text.Append($"      - &a{level} [*a{level - 1}, *a{level - 1}]\n");
        return Yaml.Mistake(text.ToString());
    }).ShouldBe("my.yaml:17:15: this is nested more than 16 deep.");

    [Test]
    public void Aliases_that_name_more_than_a_file_holds_are_refused() => AtLittleCost(() =>
    {
        var text = new StringBuilder("name: x\nextra:\n  - &a0 x\n");
        for (var level = 1; level < 9; level++)
            text.Append($"  - &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 20))}]\n");
        return Yaml.Mistake(text.ToString());
    }).ShouldBe("my.yaml:8:5: with its aliases this holds more than 1,048,576 values.");

    [TestCase("x")]
    [TestCase("\n")]
    [TestCase("x: ")]
    [TestCase("'")]
    [TestCase("&a ")]
    [TestCase("!x ")]
    [TestCase("\u0000")]
    [TestCase(" \t")]
    [TestCase("---\n")]
    [TestCase("- a\n")]
    [TestCase("*a ")]
    [TestCase("%x\n")]
    [TestCase("]")]
    [TestCase("\u202e")]
    public void A_million_of_anything_is_refused_in_time(string piece) =>
        AtLittleCost(() => Yaml.Mistake(string.Concat(Enumerable.Repeat(piece, Almost / Encoding.UTF8.GetByteCount(piece))))).Length
            .ShouldBeLessThan(1000);

    [Test]
    public void Many_wrong_known_failures_are_counted_not_listed()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write(
            "known.yaml", string.Concat(Enumerable.Range(0, 9000).Select(number => $"- {{case: x/{number}, reason: r}}\n")));
        string[] ids = [.. Enumerable.Range(0, 150).Select(number => $"section/some-long-name-of-a-case-{number}")];

        AtLittleCost(() => KnownFailures.Of([], file).Problems(ids).ToList()).Count.ShouldBe(21);
    }

    [Test]
    public void A_catastrophic_ready_pattern_takes_no_time_over_what_a_server_prints()
    {
        var ready = Yaml.ReadContract("echo", "command: [./a, '{port}']", "ready: '^(a+)+$'").Ready!;

        AtLittleCost(() => ready.IsMatch(new string('a', 60_000) + "!")).ShouldBeFalse();
    }

    [Test]
    public void What_is_not_UTF8_is_refused_with_its_line()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("latin.yaml");
        File.WriteAllBytes(path, [.. "name: x\nname: "u8, 0xe9, .. "\n"u8]);

        Should.Throw<TargetException>(() => TargetFile.Read(path)).Message.ShouldBe($"{path}: line 2 is not UTF-8.");
    }

    [Test]
    public void A_byte_order_mark_is_no_mistake() =>
        Yaml.Read($"\ufeff{Yaml.Contract("echo", "command: [./a, '{port}']")}").Name.ShouldBe("mine");

    [TestCase("name: \"\\e[31mx\"\ncontracts: {}\n", "my.yaml:1:7: 'name' takes 1 to 60 characters on one line, not '\\u{1b}[31mx'.")]
    [TestCase("\"\\e]0;x\\a\": 1\n",
        "my.yaml:1:1: '\\u{1b}]0;x\\u{7}' is not a key here: the keys are name, contracts, known-failures and divergences.")]
    [TestCase("name: x\ncontracts: {\"\\u202eohce\": 1}\n", "my.yaml:2:13: a contract is one of")]
    public void Control_characters_are_shown_not_obeyed(string text, string message)
    {
        var mistake = Yaml.Mistake(text);

        mistake.ShouldStartWith(message);
        mistake.ShouldNotContain(letter => char.IsControl(letter) || letter == '\u202e');
    }

    [Test]
    public void A_long_word_is_cut_in_its_message() =>
        Yaml.Mistake($"{new string('x', 5000)}: 1\n").Length.ShouldBeLessThan(300);

    [TestCase("{0}")]
    [TestCase("{{0}}")]
    [TestCase("{{{{")]
    public void Braces_that_are_no_placeholders_break_nothing(string text) =>
        Yaml.ReadContract("echo", $"command: [./a, '{{port}}', '{text}']").Launch.ShouldBeOfType<CommandLaunch>()
            .Commands[Transport.Tcp4][2].ShouldBe(text);

    /// <summary>Costs no more than a few plain files of the largest size do. What grows with a file's square costs thousands.</summary>
    private static T AtLittleCost<T>(Func<T> work)
    {
        var (result, spent) = Cost.Of(work);
        (spent / Plain.Value).ShouldBeLessThan(10);
        return result;
    }
}
