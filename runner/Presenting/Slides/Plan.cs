using System.Globalization;
using System.Text.RegularExpressions;

namespace Runner.Presenting.Slides;

/// <summary>How long the sections of a talk are to take, as their notes say: <c>3 min</c>.</summary>
public static partial class Plan
{
    /// <summary>The minutes of a slide; 0 where its notes give none.</summary>
    public static int Minutes(Slide slide) =>
        Time().Match(slide.Notes) is { Success: true } time ? int.Parse(time.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    /// <summary>The minutes of all slides together.</summary>
    public static int Minutes(Deck deck) => deck.Slides.Sum(Minutes);

    /// <summary>The minutes that have gone by the plan when a slide begins.</summary>
    public static int Before(Deck deck, int slide) => deck.Slides.Take(slide).Sum(Minutes);

    [GeneratedRegex(@"\b([0-9]{1,3}) min\b")]
    private static partial Regex Time();
}
