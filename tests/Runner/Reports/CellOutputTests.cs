using Runner.Protocol;
using Runner.Reports;
using static Tests.Runner.Reports.Recorded;

namespace Tests.Runner.Reports;

public class CellOutputTests
{
    private static readonly MimeContent One = new("text/plain", "1"), Two = new("text/plain", "2");

    [Fact]
    public void Text_of_one_stream_is_one_output_until_something_else_comes_between()
    {
        var outputs = CellOutput.Fold([Cell(1, "csharp", "", Wrote("a"), Wrote("b\n"), Wrote("oh", "stderr"), Wrote("c"), Showed("x", One), Wrote("d"))])[1];

        Assert.Equal([new TextOutput("stdout", "ab\n"), new TextOutput("stderr", "oh"), new TextOutput("stdout", "c")], outputs.Take(3));
        Assert.Equal([One], ((ShownOutput)outputs[3]).Data);
        Assert.Equal(new TextOutput("stdout", "d"), outputs[4]);
    }

    [Fact]
    public void An_update_replaces_what_was_shown_also_in_an_earlier_cell()
    {
        var outputs = CellOutput.Fold([Cell(1, "csharp", "", Showed("x", One), Wrote("after")), Cell(2, "csharp", "", Updated("x", Two))]);

        Assert.Equal([Two], ((ShownOutput)outputs[1][0]).Data);
        Assert.Equal(2, outputs[1].Count);
        Assert.Empty(outputs[2]);
    }

    [Fact]
    public void An_update_of_an_earlier_output_loses_no_text_around_it()
    {
        var outputs = CellOutput.Fold([Cell(1, "csharp", "", Showed("bar", One), Wrote("epoch 1\n"), Updated("bar", Two), Wrote("epoch 2\n"))])[1];

        Assert.Equal("epoch 1\nepoch 2\n", Assert.IsType<TextOutput>(outputs[^1]).Text);
    }

    [Fact]
    public void An_update_of_nothing_is_shown_rather_than_lost() =>
        Assert.Equal([Two], Assert.IsType<ShownOutput>(Assert.Single(CellOutput.Fold([Cell(1, "csharp", "", Updated("x", Two))])[1])).Data);

    [Fact]
    public void What_was_shown_before_a_failure_stays() =>
        Assert.Collection(CellOutput.Fold([Cell(1, "csharp", "", Wrote("a"), Failed("no"))])[1],
            output => Assert.IsType<TextOutput>(output),
            output => Assert.Equal("no", Assert.IsType<FailureOutput>(output).Message));

    [Fact]
    public void A_secret_is_concealed_also_in_the_form_that_HTML_and_JSON_give_it()
    {
        var secrets = new Secrets([new("MY_TOKEN", "p&ss<w\"rd>1")]);
        Assert.Equal("<b>***</b> {\"a\": \"***\"} {\"a\": \"***\"} ***", secrets.Conceal("<b>p&amp;ss&lt;w&quot;rd&gt;1</b> {\"a\": \"p\\u0026ss\\u003Cw\\u0022rd\\u003E1\"} {\"a\": \"p&ss<w\\\"rd>1\"} p&ss<w\"rd>1"));
    }

    [Fact]
    public void A_secret_is_concealed_wherever_it_is_printed_even_in_pieces()
    {
        var secrets = new Secrets([new("GITHUB_TOKEN", "hunter2-token"), new("NUGET_API_KEY", "k3y-k3y-k3y"), new("HOME", "visible-home")]);
        var image = new MimeContent("image/png", "hunter2-token");

        var outputs = CellOutput.Fold([Cell(1, "csharp", "", Wrote("a hunter2"), Wrote("-token b visible-home"), Showed("x", new("text/html", "<b>k3y-k3y-k3y</b>"), image),
            Failed("bad k3y-k3y-k3y", null, "at hunter2-token"))], secrets.Conceal)[1];

        Assert.Equal(new TextOutput("stdout", "a *** b visible-home"), outputs[0]);
        Assert.Equal([new("text/html", "<b>***</b>"), image], ((ShownOutput)outputs[1]).Data);
        Assert.Equal(("bad ***", "at ***"), (((FailureOutput)outputs[2]).Message, ((FailureOutput)outputs[2]).Trace[0]));
    }

    [Theory]
    [InlineData("DB_PASSWORD", "correct horse", true)]
    [InlineData("client_secret", "abcdefgh", true)]
    [InlineData("SSH_PRIVATE_KEY", "abcdefgh", true)]
    [InlineData("AZURE_DEVOPS_PAT", "abcdefgh", true)]
    [InlineData("PWD", "/home/course", false)]
    [InlineData("PATH", "/usr/bin:/bin", false)]
    [InlineData("KEYBOARD", "dvorak-keys", false)]
    [InlineData("USE_TOKEN", "true", false)]
    public void A_variable_is_secret_by_its_name_and_long_enough_not_to_be_a_word(string name, string value, bool isSecret) =>
        Assert.Equal(isSecret ? "***" : value, new Secrets([new(name, value)]).Conceal(value));

    // Values of documentation: AWS's, and the jwt.io example's header.
    [Theory]
    [InlineData("DATABASE_URL", "postgres://course:pa55%2Fword@db.example/grades", true)]
    [InlineData("REDIS", "redis://:pa55-word@cache.example:6379/0", true)]
    [InlineData("GRADES_DB", "Server=db;Database=grades;User Id=course;Password='pa55;word'", true)]
    [InlineData("STORE", "DefaultEndpointsProtocol=https;AccountName=course;AccountKey=Zm9vYmFyZm9vYmFy==", true)]
    [InlineData("WHO_AM_I", "AKIAIOSFODNN7EXAMPLE", true)]
    [InlineData("BEARER", "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U", true)]
    [InlineData("MIRROR", "https://mirror.example/course?page=1", false)]
    [InlineData("LS_COLORS", "di=01;34:ln=01;36", false)]
    [InlineData("EDITOR_LINE", "sk-qwerty", false)]
    public void A_variable_is_secret_by_what_its_value_looks_like(string name, string value, bool isSecret) =>
        Assert.Equal(isSecret ? "***" : value, new Secrets([new(name, value)]).Conceal(value));

    [Fact]
    public void A_password_in_an_address_is_concealed_alone_too_as_written_and_as_meant() =>
        Assert.Equal("*** *** course", new Secrets([new("DATABASE_URL", "postgres://course:pa55%2Fword@db.example/grades")]).Conceal("pa55%2Fword pa55/word course"));

    // What `printf %s 'p&ss w+rd?' | base64`, `| xxd -p` and JavaScript's encodeURIComponent write, and an Authorization header of "user:p&ss w+rd?".
    [Theory]
    [InlineData("cCZzcyB3K3JkPw==", "***")]
    [InlineData("7026737320772b72643f", "***")]
    [InlineData("7026737320772B72643F", "***")]
    [InlineData("p%26ss%20w%2Brd%3F", "***")]
    [InlineData("Basic dXNlcjpwJnNzIHcrcmQ/", "Basic dXNlcjp***")]
    [InlineData("Basic dXNlcjpwJnNzIHcrcmQ_", "Basic dXNlcjp***")]
    [InlineData("Basic YTpwJnNzIHcrcmQ/", "Basic YTp***")]
    public void A_secret_is_concealed_in_the_forms_that_programs_give_it(string written, string shown) =>
        Assert.Equal(shown, new Secrets([new("MY_TOKEN", "p&ss w+rd?")]).Conceal(written));

    [Fact]
    public void A_private_key_is_concealed_line_by_line() =>
        Assert.Equal("***\r\n***", new Secrets([new("SIGNING", "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----")]).Conceal("MIIEvQIBADANBgkq\r\nhkiG9w0BAQEFAASC"));

    [Theory]
    [InlineData("step 1\rstep 2\rstep 3\n", "step 3\n")]
    [InlineData("10 %\r5", "50 %")]
    [InlineData("a\r\nb\r\n", "a\nb\n")]
    [InlineData("\rlong line\rx", "xong line")]
    [InlineData("\u001b[31mred\u001b[0m and \u001b[1;32mgreen", "red and green")]
    [InlineData("plain", "plain")]
    public void Text_stands_in_a_report_as_it_stands_on_a_terminal_in_the_end(string written, string settled) =>
        Assert.Equal(settled, TerminalText.Settle(written));
}
