using System.Text.RegularExpressions;
using Runner.Presenting.Audience;
using Runner.Presenting.Live;
using Runner.Presenting.Slides;

namespace Tests.Lessons;

/// <summary>What a lesson says to whoever teaches it, and asks a room.</summary>
public sealed partial class TalkTests
{
    public static TheoryData<string> Lessons => [.. Lesson.All.Select(lesson => lesson.Name)];

    [Theory]
    [MemberData(nameof(Lessons))]
    public void Every_section_has_notes_that_give_its_minutes(string name)
    {
        foreach (var slide in DeckOf(name).Slides)
        {
            Assert.True(Plan.Minutes(slide) is >= 1 and <= 15, $"\"{slide.Title}\" gives no minutes in its notes.");
            Assert.True(slide.Notes.Split(' ').Length >= 8, $"\"{slide.Title}\" says nothing in its notes.");
        }
    }

    [Theory]
    [MemberData(nameof(Lessons))]
    public void A_lesson_fits_into_one_or_two_periods_and_leaves_time_to_work(string name)
    {
        var deck = DeckOf(name);
        Assert.InRange(Plan.Minutes(deck), 20, 90);
        Assert.InRange(Plan.Minutes(deck.Slides.Single(slide => slide.Title == "Your turn")), 5, 15);
    }

    [Theory]
    [MemberData(nameof(Lessons))]
    public void Every_prediction_can_be_answered_by_a_room(string name)
    {
        foreach (var prose in DeckOf(name).Slides.SelectMany(slide => slide.Parts).Select(part => part.Prose).OfType<string>())
        {
            if (Asked().Count(prose) == 0) continue;
            Assert.Equal(1, Asked().Count(prose)); // One before each cell.
            Assert.Matches(@"(?:^|\n\n)\*\*Predict first:", prose.ReplaceLineEndings("\n")); // So that it goes to the wall with its choices, and without what leads up to it.
            var poll = Poll.Of(prose);
            Assert.True(poll is not null, $"No answer can be given to: {prose}");
            Assert.Distinct(poll.Choices);
        }
    }

    private static Deck DeckOf(string name) => Deck.Of([.. Lesson.All.Single(lesson => lesson.Name == name).Cells.Select((cell, i) => new LiveCell($"{i}", cell.Kernel, cell.Contents))]);

    [GeneratedRegex(@"\*\*Predict first:\*\*")]
    private static partial Regex Asked();
}
