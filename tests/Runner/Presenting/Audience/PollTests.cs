using Runner.Presenting.Audience;

namespace Tests.Runner.Presenting.Audience;

/// <summary>Questions as their authors write them.</summary>
public class PollTests
{
    [Fact]
    public void A_list_of_letters_below_a_prediction_is_what_there_is_to_choose_from()
    {
        var poll = Poll.Of("Text.\n\n**Predict first:** which `one`\nis $n$?\n\n- **A** the *first*\n- **B** `second` &amp; more\n");
        Assert.Equal("which one is n?", poll!.Question);
        Assert.Equal(["the first", "second & more"], poll.Choices);
        Assert.Equal((0, 1), (poll.From, poll.To));
        Assert.Equal("B second & more", poll.Name(1));
    }

    [Theory]
    [InlineData("- **Number** from 0 to 1,000", 0, 1000)]
    [InlineData("- **Number** from −20 to -3, in per cent", -20, -3)]
    public void A_number_can_be_asked(string list, int from, int to)
    {
        var poll = Poll.Of($"**Predict first:** how many?\n\n{list}");
        Assert.Equal((from, to), (poll!.From, poll.To));
        Assert.Empty(poll.Choices);
    }

    [Theory]
    [InlineData("**Predict first:** which?")]
    [InlineData("Predict first: which?\n\n- **A** one\n- **B** two")]
    [InlineData("**Predict first:** which?\n\n- **A** one")]
    [InlineData("**Predict first:** which?\n\n- **B** one\n- **A** two")]
    [InlineData("**Predict first:** which?\n\n- one\n- two")]
    [InlineData("**Predict first:** which?\n\nSomething else.\n\n- **A** one\n- **B** two")]
    [InlineData("**Predict first:** which?\n\n- **Number** from 5 to 1")]
    [InlineData("**Predict first:** which?\n\n- **Number** from 0 to 99999999999")]
    [InlineData("**Predict first:** which?\n\n- **A** 1\n- **B** 2\n- **C** 3\n- **D** 4\n- **E** 5\n- **F** 6\n- **G** 7\n- **H** 8\n- **I** 9")]
    [InlineData("```\n**Predict first:** which?\n\n- **A** one\n- **B** two\n```")]
    public void What_is_no_question_with_answers_is_prose(string prose) => Assert.Null(Poll.Of(prose));

    [Fact]
    public void What_only_the_speaker_reads_is_no_choice()
    {
        var poll = Poll.Of("**Predict first:** which? <!-- notes: B -->\n\n- **A** one <!-- notes: no -->\n- **B** two <!-- right -->");
        Assert.Equal(["one", "two"], poll!.Choices);
        Assert.Equal("which?", poll.Question.Trim());
    }

    [Fact]
    public void Many_numbers_are_shown_in_ranges_that_hold_them_all()
    {
        var ballot = new Ballot(Poll.Of("**Predict first:** how many?\n\n- **Number** from −1,000,000,000 to 1,000,000,000")!, "", "");
        int[] answers = [-1_000_000_000, 1_000_000_000, .. Enumerable.Range(0, 30)];
        foreach (var (i, answer) in answers.Index()) Assert.Equal(Taken.Counted, ballot.Take($"{i}", System.Net.IPAddress.Loopback, 100, answer));
        Assert.InRange(ballot.Bars.Count, 2, 8);
        Assert.Equal(answers.Length, ballot.Bars.Sum(bar => bar.Count));
    }
}
